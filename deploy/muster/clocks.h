// The clocks of a process: the machine's, and one that a test moves by hand. Any thread.
#pragma once

#include <atomic>

#include "schemas/time.h"

namespace muster::deploy {

struct SystemWallClock final : WallClock {
  Timestamp now() const override { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }
};

struct SystemMonotonicClock final : MonotonicClock {
  std::chrono::nanoseconds now() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
};

// Stands until it is set: for --test-clock.
class SettableWallClock final : public WallClock {
 public:
  explicit SettableWallClock(Timestamp start) : now_(start) {}
  Timestamp now() const override { return now_.load(); }
  void set(Timestamp now) { now_ = now; }
  Timestamp advance(Duration by) {
    Timestamp before = now_;
    while (!now_.compare_exchange_weak(before, before + by)) {
    }
    return before + by;
  }

 private:
  std::atomic<Timestamp> now_;
};

// By how much the wall has moved against the monotonic clock since this was made.
class ClockDrift {
 public:
  ClockDrift(const WallClock& wall, const MonotonicClock& monotonic)
      : wall_(wall), monotonic_(monotonic), wall_start_(wall.now()), monotonic_start_(monotonic.now()) {}
  Duration moved() const {
    const auto passed = std::chrono::duration_cast<Duration>(monotonic_.now() - monotonic_start_);
    return wall_.now() - wall_start_ - passed;
  }

 private:
  const WallClock& wall_;
  const MonotonicClock& monotonic_;
  const Timestamp wall_start_;
  const std::chrono::nanoseconds monotonic_start_;
};

}  // namespace muster::deploy
