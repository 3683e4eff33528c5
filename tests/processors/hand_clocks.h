// Clocks that only a test moves. One thread.
#pragma once

#include "schemas/time.h"
#include "tests/support/stories.h"

namespace muster::processors {

struct HandWall : WallClock {
  Timestamp now() const override { return time; }
  Timestamp time = stories::at("12:00");
};

struct HandMonotonic : MonotonicClock {
  std::chrono::nanoseconds now() const override { return time; }
  std::chrono::nanoseconds time{std::chrono::hours{1}};
};

}  // namespace muster::processors
