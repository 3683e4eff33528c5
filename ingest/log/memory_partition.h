// One partition of the log in memory, and the reader over it. Internal to memory_log.cc.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "ingest/log/log.h"

namespace muster::log {

// Any thread. Records are immutable once appended; readers share them.
class MemoryPartition {
 public:
  MemoryPartition(Topic topic, Partition partition) : topic_(topic), partition_(partition) {}

  Position append(const Record& record);
  void trim(Offset start);
  Offset start() const;
  Offset end() const;
  Offset offset_for_time(Timestamp t) const;

  using Shared = std::shared_ptr<const Record>;
  struct Found {
    Offset offset;
    Shared record;
  };
  // Up to `max` records and kPollBytes from `from`; `next` = where to go on.
  Status read(Offset from, std::size_t max, std::vector<Found>& out, Offset& next) const;

 private:
  const Topic topic_;
  const Partition partition_;
  mutable std::mutex mutex_;
  Offset start_ = 0;
  std::vector<Shared> records_;  // by offset; null where compacted or trimmed away
  std::unordered_map<std::string, Offset> latest_;  // key -> offset, of compacted topics
};

class MemoryReader final : public Reader {
 public:
  MemoryReader(std::shared_ptr<MemoryPartition> partition, std::shared_ptr<std::atomic<bool>> available,
               Offset from, bool with_headers)
      : partition_(std::move(partition)), available_(std::move(available)), next_(from),
        with_headers_(with_headers) {}

  Result<std::size_t> poll(std::size_t max, const std::function<void(const RecordView&)>& sink) override;
  Offset position() const override { return next_; }
  bool at_end() const override { return next_ >= partition_->end(); }

 private:
  std::shared_ptr<MemoryPartition> partition_;
  std::shared_ptr<std::atomic<bool>> available_;
  std::vector<MemoryPartition::Found> held_;  // keeps the views of the last poll alive
  Offset next_;
  bool with_headers_;
};

}  // namespace muster::log
