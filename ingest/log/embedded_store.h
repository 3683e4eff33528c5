// The RocksDB behind the embedded log: opening, column families, what is pinned, look-ups.
// Internal to the embedded log; includes RocksDB. Any thread, but for what says otherwise.
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "ingest/log/embedded_log.h"

namespace muster::log::embedded {

struct PartitionState {
  Topic topic{};
  Partition partition = 0;
  rocksdb::ColumnFamilyHandle* records = nullptr;
  std::atomic<Offset> start{0};
  std::atomic<Offset> end{0};  // one past the last durable record
  // Of the commit thread alone:
  Timestamp newest{Duration::min()};  // the highest timestamp before `end`
  Offset indexed = 0;                 // offset of the last entry of the time index
};

class Store {
 public:
  Store() = default;  // of no use before open()
  // Errors as open_embedded_log().
  static Result<std::shared_ptr<Store>> open(const EmbeddedLogOptions& options, rocksdb::Env* env);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  Partition partitions() const { return partitions_; }
  const std::string& epoch() const { return epoch_; }
  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle* keys() { return keys_; }
  rocksdb::ColumnFamilyHandle* times() { return times_; }

  // Null where the log has no such partition.
  PartitionState* find(Topic topic, Partition partition);
  std::vector<PartitionState>& states() { return states_; }
  std::size_t index_of(const PartitionState& state) const {
    return static_cast<std::size_t>(&state - states_.data());
  }

  Result<Offset> offset_for_time(const PartitionState& state, Timestamp t);
  Status set_start(PartitionState& state, Offset start);

  // log_unavailable, or data_unreadable where the bytes are damaged.
  Error error_of(const rocksdb::Status& status) const;

 private:
  Status open_db(const EmbeddedLogOptions& options, rocksdb::Env* env);
  Status pin(const EmbeddedLogOptions& options);
  Status pin_existing(const std::string& format, const EmbeddedLogOptions& options);
  Status create_families();
  Status load(PartitionState& state);
  Status load_times(PartitionState& state);
  rocksdb::ColumnFamilyHandle* family(std::string_view name);

  std::string folder_;
  rocksdb::ColumnFamilyOptions record_options_;
  rocksdb::ColumnFamilyOptions key_options_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  rocksdb::ColumnFamilyHandle* keys_ = nullptr;
  rocksdb::ColumnFamilyHandle* times_ = nullptr;
  Partition partitions_ = 0;
  std::string epoch_;
  std::vector<PartitionState> states_;  // by topic, then partition
};

}  // namespace muster::log::embedded
