// How far the projections have come, so that a read can wait for a write (Muster-Position, Prefer: wait).
// Tasks publish after each commit; handlers ask and wait without blocking. Any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/log/log.h"

namespace muster::processors {

class Progress {
 public:
  explicit Progress(log::Partition partitions);
  ~Progress();

  // The offset that the task of `partition` reads next of `topic`, all before it being visible.
  void publish(Topic topic, log::Partition partition, log::Offset next);
  log::Offset next(Topic topic, log::Partition partition) const;

  bool reached(const std::vector<log::Position>& positions) const;

  // Calls `done(true)` once all positions are visible, at once if they are; `done(false)` at the
  // first expire() at or after `deadline` (of the monotonic clock). Called exactly once, from the
  // publishing, expiring or calling thread; it must not block.
  void wait(std::vector<log::Position> positions, std::chrono::nanoseconds deadline,
            std::function<void(bool)> done);
  void expire(std::chrono::nanoseconds now);
  // From now on whoever waits, or comes to wait for what is not visible, is told `done(false)` at once. Before the
  // log closes: a waiter may append again when it is answered, and be at it in the log's last acknowledgement.
  void end();

  // True while somebody waits for that partition: its task then commits at once.
  bool awaited(log::Partition partition) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The opaque token of Muster-Position: epoch and the highest offset a topic and partition.
std::string encode_positions(std::string_view epoch, const std::vector<log::Position>& positions);
// errors: bad_position (invalid); log_discontinuity (conflict) where the epoch is another one
Result<std::vector<log::Position>> decode_positions(std::string_view epoch, std::string_view token);

}  // namespace muster::processors
