// Points and spans of time: UTC, milliseconds, half-open intervals. Plain values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "schemas/result.h"

namespace muster {

using Duration = std::chrono::milliseconds;
using Timestamp = std::chrono::sys_time<Duration>;

inline constexpr Timestamp kEndOfTime{Duration{253'402'300'800'000}};  // 10000-01-01T00:00:00Z

constexpr Timestamp from_ms(std::int64_t ms) { return Timestamp{Duration{ms}}; }
constexpr std::int64_t to_ms(Timestamp t) { return t.time_since_epoch().count(); }

// RFC 3339 with any offset; fractions beyond milliseconds are cut off. Year 0001..9999.
// error: bad_time (invalid), `where` empty: the caller knows the field.
Result<Timestamp> parse_rfc3339(std::string_view text);

// 2026-11-21T08:00:00.000Z; what lies outside of the years 0001 to 9999 is written as the nearest inside.
std::string format_rfc3339(Timestamp t);
void append_rfc3339(std::string& out, Timestamp t);

// Wall time is an argument everywhere below the edge; this port is how the edge obtains it.
// Implementations are safe to call from any thread.
struct WallClock {
  virtual ~WallClock() = default;
  virtual Timestamp now() const = 0;
};

// For time-outs, commits and timers: never moved by a wall jump.
struct MonotonicClock {
  virtual ~MonotonicClock() = default;
  virtual std::chrono::nanoseconds now() const = 0;
};

}  // namespace muster
