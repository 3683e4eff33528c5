// The k-way merge of the readers of one partition by record timestamp, so that a rebuild sees
// events in about the order in which they were appended, whichever topic holds them. Used by one
// thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "ingest/log/log.h"

namespace muster::log {

// A reader at its end holds nobody up; one that is behind but has nothing at hand yet holds up all.
// Equal timestamps come in the order in which the readers were given. Within one topic records keep
// their order whatever their timestamps. Reads ahead by one poll of each reader (kPollBytes) and
// copies nothing.
class Merge {
 public:
  explicit Merge(std::vector<std::unique_ptr<Reader>> readers);

  // As Reader::poll, but a view is valid only until its sink returns. An error is one reader's; it
  // stands where it stood, and so does what the others have at hand.
  // `ahead`, where given, is shown records that the sink will see later.
  struct Ahead {
    std::function<void(const RecordView&)> far, near;  // some 16 and 8 records before
  };
  Result<std::size_t> poll(std::size_t max, const std::function<void(const RecordView&)>& sink,
                           const Ahead* ahead = nullptr);

  // One past the last record handed to the sink from this reader, or where it was opened.
  Offset position(std::size_t reader) const { return sources_[reader].handed; }
  std::size_t size() const { return sources_.size(); }
  // True when, as far as the readers know, everything appended was handed to the sink.
  bool at_end() const;

 private:
  struct Source {
    std::unique_ptr<Reader> reader;
    std::vector<RecordView> ahead;  // valid until the reader's next poll
    std::size_t next = 0;           // in `ahead`
    Offset handed = 0;
    bool idle = false;              // was at its end in this poll: not asked again before the next
    bool empty() const { return next == ahead.size(); }
    Timestamp head() const { return ahead[next].timestamp; }
  };

  // Fills every source that ran empty; false: one of them must be waited for.
  Result<bool> refill();
  // The source whose head comes first (null: none has one), and how far it may run before another's.
  struct Turn {
    Source* source = nullptr;
    Timestamp until{};       // head of the runner-up
    bool includes = false;   // whether `until` itself is still this source's
  };
  Turn next_turn();
  static std::size_t run(const Turn& turn, std::size_t max,
                         const std::function<void(const RecordView&)>& sink, const Ahead* ahead);

  std::vector<Source> sources_;
};

}  // namespace muster::log
