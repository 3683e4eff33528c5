#include "processors/standing.h"

#include <algorithm>

namespace muster::processors {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kFirstPause = std::chrono::milliseconds{100};
constexpr nanoseconds kLongestPause = std::chrono::seconds{10};

}  // namespace

bool may_pass(const Error& error) { return error.cls == ErrorClass::retry || error.code == "disk_full"; }

void Standing::enter(TaskState state, std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  shown_.state = state;
  shown_.error = std::move(error);
  if (state == TaskState::opening) shown_.caught_up = false;
}

void Standing::wait_out(const Error& error) {
  pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
  not_before_ = monotonic_.now() + pause_;
  enter(state(), error);
}

void Standing::recovered() {
  pause_ = nanoseconds{0};
  if (error()) enter(state());
}

void Standing::publish(const TaskFigures& figures, bool at_end, bool caught_up, Timestamp newest) {
  const std::lock_guard lock(mutex_);
  shown_.figures = figures;
  shown_.caught_up |= caught_up;
  at_end_ = at_end;
  newest_ = newest;
}

TaskReport Standing::report() const {
  const std::lock_guard lock(mutex_);
  TaskReport report = shown_;
  if (!at_end_ && newest_ != Timestamp{}) report.behind = std::max(Duration{0}, wall_.now() - newest_);
  return report;
}

}  // namespace muster::processors
