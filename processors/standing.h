// Where a task stands: open, waiting a fault out, or stopped; and what it tells of itself. Changed
// by the task's thread; report() is for any.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "processors/figures.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::processors {

// Whether the same attempt may succeed later without anybody doing anything but making room.
bool may_pass(const Error& error);

class Standing {
 public:
  Standing(const WallClock& wall, const MonotonicClock& monotonic) : wall_(wall), monotonic_(monotonic) {}

  TaskState state() const { return shown_.state; }
  const std::optional<Error>& error() const { return shown_.error; }
  bool is_open() const { return state() == TaskState::rebuilding || state() == TaskState::running; }
  // False while a fault is waited out, and once stopped.
  bool due() const { return state() != TaskState::stopped && monotonic_.now() >= not_before_; }
  bool shown_at_end() const { return at_end_ && shown_.caught_up; }
  bool caught_up() const { return shown_.caught_up; }

  void enter(TaskState state, std::optional<Error> error = std::nullopt);
  // Not due for a while, longer each time until recovered().
  void wait_out(const Error& error);
  void recovered();

  void publish(const TaskFigures& figures, bool at_end, bool caught_up, Timestamp newest);
  TaskReport report() const;

 private:
  const WallClock& wall_;
  const MonotonicClock& monotonic_;
  std::chrono::nanoseconds not_before_{0};
  std::chrono::nanoseconds pause_{0};

  mutable std::mutex mutex_;  // guards what follows, for readers of other threads
  TaskReport shown_;
  bool at_end_ = false;
  Timestamp newest_{};
};

}  // namespace muster::processors
