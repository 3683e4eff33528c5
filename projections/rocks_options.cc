// How RocksDB 7.8.3 is set up, and why (its traps: no write without WAL, no DeleteRange, no async_io).
#include <rocksdb/cache.h>
#include <rocksdb/compaction_filter.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/statistics.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include "projections/rocks_parts.h"

namespace muster::projections {
namespace {

std::string_view view(const rocksdb::Slice& s) { return {s.data(), s.size()}; }

class RowMerge final : public rocksdb::AssociativeMergeOperator {
 public:
  explicit RowMerge(Family f) : family_(f) {}
  // Stored: do not change.
  const char* Name() const override { return holds_edges(family_) ? "muster.edges.1" : "muster.seen.1"; }
  bool Merge(const rocksdb::Slice&, const rocksdb::Slice* existing, const rocksdb::Slice& value,
             std::string* out, rocksdb::Logger*) const override {
    *out = merge_rows(family_, existing != nullptr ? view(*existing) : std::string_view{}, view(value));
    return true;
  }

 private:
  const Family family_;
};

// An edge row that added up to nothing reads as absent; here it also leaves the disk.
class DropEmpty final : public rocksdb::CompactionFilter {
 public:
  const char* Name() const override { return "muster.drop_empty"; }
  bool Filter(int, const rocksdb::Slice&, const rocksdb::Slice& value, std::string*, bool*) const override {
    return value.empty();
  }
};

// Keeps `writable` in step with the errors that stop RocksDB, and with its recovery from them.
class WritableWatch final : public rocksdb::EventListener {
 public:
  explicit WritableWatch(std::shared_ptr<std::atomic<bool>> writable) : writable_(std::move(writable)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status*) override { *writable_ = false; }
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override {
    if (info.new_bg_error.ok()) *writable_ = true;
  }

 private:
  std::shared_ptr<std::atomic<bool>> writable_;
};

}  // namespace

rocksdb::DBOptions database_options(const RocksOptions& options, std::shared_ptr<std::atomic<bool>> writable) {
  rocksdb::DBOptions db;
  if (options.env != nullptr) db.env = options.env;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  // The log holds everything: after a torn or damaged tail the store opens at the last whole batch,
  // whose offsets say from where to read again.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.max_total_wal_size = options.wal_bytes;
  db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(options.write_buffer_bytes);
  db.max_open_files = options.open_files;
  db.max_background_jobs = 2;
  db.bytes_per_sync = 1 << 20;
  db.statistics = rocksdb::CreateDBStatistics();
  db.statistics->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);  // counters alone
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.max_log_file_size = 8 << 20;
  db.keep_log_file_num = 4;
  db.listeners.push_back(std::make_shared<WritableWatch>(std::move(writable)));
  return db;
}

rocksdb::ColumnFamilyOptions family_options(Family f, const std::shared_ptr<rocksdb::Cache>& cache) {
  static const DropEmpty drop_empty;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 8 << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  // Index and filter blocks count against the one cache, so that memory has one bound.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;

  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.compression = rocksdb::kLZ4Compression;
  family.write_buffer_size = 16 << 20;
  family.level_compaction_dynamic_level_bytes = true;
  if (adds_up(f)) family.merge_operator = std::make_shared<RowMerge>(f);
  if (holds_edges(f)) {
    family.compaction_filter = &drop_empty;
  }
  return family;
}

Error rocks_error(const rocksdb::Status& status, const std::string& folder) {
  if (status.IsNoSpace()) return disk_full_error(folder);
  if (status.IsCorruption()) {
    return {"store_corrupt", ErrorClass::corrupt, folder,
            "The state is damaged. Stop muster and restore a snapshot, or move the folder away: the next "
            "start rebuilds it from the log."};
  }
  const std::string text = status.ToString();
  if (status.IsIOError() && text.find("lock ") != std::string::npos && text.find("LOCK") != std::string::npos) {
    return {"store_locked", ErrorClass::refused, folder,
            "Another process uses this folder. Stop it, or give this one its own --data."};
  }
  return {"store_unavailable", ErrorClass::retry, folder,
          "The folder of the state can't be read or written: see that it exists, that this user owns it and "
          "that its disk works."};
}

}  // namespace muster::projections
