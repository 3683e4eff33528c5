// One group on its way into the store: offsets given, one WriteBatch. Nothing of the log changes
// before publish(). Internal to the embedded log; used by the commit thread alone.
#pragma once

#include <rocksdb/write_batch.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "ingest/log/embedded_store.h"

namespace muster::log::embedded {

class Stage {
 public:
  explicit Stage(Store& store) : store_(store) {}

  void begin();
  // The record must be of a partition that the log has. error: as Store::error_of
  Result<Position> add(const Record& record);
  rocksdb::WriteBatch& batch() { return batch_; }
  void publish();  // after the write: the records are part of the log

 private:
  struct Tail {
    Offset end = 0;
    Offset indexed = 0;
    Timestamp newest{};
  };
  void index_time(const PartitionState& state, Tail& tail);
  Status supersede(const PartitionState& state, const Record& record, Offset offset);

  Store& store_;
  rocksdb::WriteBatch batch_;
  std::vector<Tail> tails_;                         // as Store::states()
  std::unordered_map<std::string, Offset> latest_;  // of compacted keys in this group
  std::string scratch_;
};

}  // namespace muster::log::embedded
