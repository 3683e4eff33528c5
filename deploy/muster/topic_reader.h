// Reads topics of a log from one time to another, merged by time: for commands. One thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ingest/log/log.h"
#include "ingest/log/merge.h"

namespace muster::deploy {

struct ReadRange {
  std::vector<Topic> topics;
  std::optional<Timestamp> from;  // of the record: when the event was accepted
  std::optional<Timestamp> to;    // excluded
  bool follow = false;            // go on past what the log held at the start
};

class TopicReader {
 public:
  // The log outlives the reader. error: log_unavailable (retry)
  static Result<TopicReader> open(log::EventLog& log, const ReadRange& range);

  // Records in the range, headers included; 0: none at hand. errors: as Reader::poll
  Result<std::size_t> poll(const std::function<void(const log::RecordView&)>& sink);
  // All that the log held at the start was read; never where it follows.
  bool finished() const;

 private:
  struct Lane {
    Topic topic{};
    log::Partition partition = 0;
    log::Offset end = 0;
  };
  TopicReader(ReadRange range, std::vector<Lane> lanes, std::vector<std::unique_ptr<log::Reader>> readers)
      : range_(std::move(range)), lanes_(std::move(lanes)), merge_(std::move(readers)) {}
  bool wanted(const log::RecordView& record) const;

  ReadRange range_;
  std::vector<Lane> lanes_;
  log::Merge merge_;
};

}  // namespace muster::deploy
