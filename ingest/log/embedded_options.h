// How the embedded log's RocksDB is tuned. Internal to the embedded log; includes RocksDB.
#pragma once

#include <rocksdb/options.h>

#include "ingest/log/embedded_log.h"

namespace muster::log::embedded {

rocksdb::DBOptions db_options(const EmbeddedLogOptions& options, rocksdb::Env* env);
rocksdb::ColumnFamilyOptions record_family_options(const EmbeddedLogOptions& options);
// As the records', but for point look-ups.
rocksdb::ColumnFamilyOptions key_family_options(const rocksdb::ColumnFamilyOptions& records);

}  // namespace muster::log::embedded
