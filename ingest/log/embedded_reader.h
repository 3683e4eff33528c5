// Reads one partition of the embedded log. Internal to it.
#pragma once

#include <rocksdb/iterator.h>

#include <memory>
#include <vector>

#include "ingest/log/embedded_store.h"

namespace muster::log::embedded {

class EmbeddedReader final : public Reader {
 public:
  EmbeddedReader(std::shared_ptr<Store> store, PartitionState& state, Offset from, bool with_headers)
      : store_(std::move(store)), state_(state), next_(from), with_headers_(with_headers) {}

  Result<std::size_t> poll(std::size_t max, const std::function<void(const RecordView&)>& sink) override;
  Offset position() const override { return next_; }
  bool at_end() const override { return next_ >= state_.end; }

 private:
  Status seek(Offset end);
  bool deliver(Offset offset, const std::function<void(const RecordView&)>& sink);
  Error damaged(Offset offset) const;

  std::shared_ptr<Store> store_;
  PartitionState& state_;
  Offset next_;
  bool with_headers_;
  // Kept while there is more to read: an idle iterator would hold on to files long deleted.
  std::unique_ptr<rocksdb::Iterator> it_;
  Offset it_end_ = 0;                // what was durable when the iterator was made
  std::vector<char> arena_;          // bytes of the records of the last poll
  std::size_t arena_used_ = 0;
  std::vector<Headers> headers_;     // of the last poll
  std::size_t headers_used_ = 0;
  bool corrupt_ = false;
};

}  // namespace muster::log::embedded
