#include "ingest/log/embedded_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

namespace muster::log::embedded {

rocksdb::DBOptions db_options(const EmbeddedLogOptions& options, rocksdb::Env* env) {
  rocksdb::DBOptions db;
  db.env = env != nullptr ? env : rocksdb::Env::Default();
  db.create_if_missing = true;
  // The default, kPointInTimeRecovery, opens without a word after a flipped byte in mid-log and
  // drops every synced record behind it. This one takes a torn tail and reports the rest.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.max_total_wal_size = options.max_wal_bytes;
  db.db_write_buffer_size = options.write_buffer_bytes;
  db.max_background_jobs = 2;
  db.max_open_files = 512;
  db.keep_log_file_num = 2;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  return db;
}

rocksdb::ColumnFamilyOptions record_family_options(const EmbeddedLogOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 32 << 10;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.compression = rocksdb::kLZ4Compression;
  family.compaction_style = rocksdb::kCompactionStyleLevel;
  family.write_buffer_size = 16 << 20;
  family.max_write_buffer_number = 3;
  return family;
}

rocksdb::ColumnFamilyOptions key_family_options(const rocksdb::ColumnFamilyOptions& records) {
  rocksdb::ColumnFamilyOptions family = records;
  auto table = *records.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
  table.block_size = 4 << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return family;
}

}  // namespace muster::log::embedded
