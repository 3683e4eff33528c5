// From a store that serves to another one that was made of the same log beside it: after this either could
// go on, and a reader could not tell which did. One thread; nobody else works on either store meanwhile.
#pragma once

#include <vector>

#include "processors/task.h"

namespace muster::processors {

// Brings both to the same offsets and to the same time, so that they hold the same rows; sends what `live`
// has to announce, and gives `next` its outbox, so that nothing is announced twice or not at all. `next`
// is durable then. What the log holds beyond is read by nobody here.
//
// For as long as it takes to fold what one is ahead of the other. errors: what a task met; store_corrupt,
// disk_full, store_unavailable; log_unavailable (retry) where the log does not take the announcements. Each
// store can go on as what it was then, `next` once forget_outbox() was called.
Status hand_over(const TaskPorts& live, const TaskPorts& next, const TaskOptions& options);

// The same where nothing folds `before` any more, a store of an older format, and `next` was made, announcing
// nothing, up to the very offsets that it holds, at the moment that it shows. errors: as hand_over; bug where it
// was made of more or less
Status hand_over_as_it_is(const projections::Store& before, projections::Store& next, log::Partition partitions);

// How far a store has read, by partition.
std::vector<Offsets> stored_offsets(const projections::Store& store, log::Partition partitions);
// When a store was written last, as far as its timers tell: time alone has ended nothing by then that they wait for.
Timestamp moment_of(const projections::Store& store, log::Partition partitions, Timestamp now);

class StoppedClock final : public WallClock {
 public:
  explicit StoppedClock(Timestamp at) : at_(at) {}
  Timestamp now() const override { return at_; }

 private:
  const Timestamp at_;
};

// Takes back what a hand-over gave it that came to nothing. errors: as Store::commit
Status forget_outbox(projections::Store& next);

}  // namespace muster::processors
