// What a task reads: the folded topics of one partition, merged, from the offsets that the store
// holds. Used by the task's thread.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>

#include "ingest/log/log.h"
#include "ingest/log/merge.h"
#include "processors/progress.h"
#include "projections/kv.h"

namespace muster::processors {

// One a topic.
using Offsets = std::array<log::Offset, kTopicCount>;

class Feed {
 public:
  enum class To { the_present, what_is_there };
  Feed(log::EventLog& log, const projections::Store& store, log::Partition partition)
      : log_(log), store_(store), partition_(partition) {}

  // Stands at the stored offsets, having proved that the log is the one they came from; where none
  // is stored, at the start of the log. Ends at `until`, or with To::what_is_there where the log ends
  // now, until it is opened again. May block for round trips to a broker. Errors: store_corrupt,
  // log_discontinuity, offset_past_end, offset_below_start, log_unavailable
  Status open(To to, const std::optional<Offsets>& until = std::nullopt);

  // As Merge::poll. What the sink calls take() for counts as read.
  Result<std::size_t> poll(std::size_t max, const std::function<void(const log::RecordView&)>& sink,
                           const log::Merge::Ahead& ahead);
  void take(const log::RecordView& record);

  bool at_end() const { return merge_ && merge_->at_end(); }
  // What the log held at open() is read.
  bool caught_up() const;
  bool dirty() const { return dirty_; }

  // The next offset and the hash of the last record of each topic.
  void write(projections::Batch& batch);
  // Once that batch is committed.
  void publish(Progress& progress);

  log::Offset next(Topic topic) const { return of(topic).next; }
  Timestamp last_taken() const { return last_taken_; }  // timestamp of the record

 private:
  struct Read {
    log::Offset next = 0;
    log::Offset end = 0;   // at open()
    bool fresh = false;    // taken and not written yet
    // A copy of the record at next - 1: its hash is needed only once a commit.
    Timestamp timestamp{};
    std::string key, value;
    bool tombstone = false;
  };
  const Read& of(Topic topic) const { return reads_[static_cast<std::size_t>(topic)]; }
  Read& of(Topic topic) { return reads_[static_cast<std::size_t>(topic)]; }
  Result<std::unique_ptr<log::Reader>> open_topic(const projections::Reads& stored, Topic topic);

  log::EventLog& log_;
  const projections::Store& store_;
  const log::Partition partition_;
  std::optional<log::Merge> merge_;
  std::array<Read, kTopicCount> reads_;
  Timestamp last_taken_{};
  bool dirty_ = false;
};

}  // namespace muster::processors
