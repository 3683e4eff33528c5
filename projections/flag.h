// What is remarkable about a session (docs/semantics.md, Flags): a set, one of each name. Plain values; any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.h"

namespace muster::projections {

enum class FlagName : std::uint8_t {  // stored: do not change
  outside_place = 0, uncertain_place = 1, left_place = 2, low_accuracy = 3, mock_location = 4,
  impossible_speed = 5, long_running = 6, forgotten_checkout = 7, auto_closed = 8,
  checkout_after_end = 9, clock_skew = 10, late_arrival = 11, emergency = 12,
};
inline constexpr std::size_t kFlagCount = 13;

struct Flag {
  FlagName name{};
  Timestamp since{};
  Timestamp accepted{};  // greatest ingesttime of the events it is made of; of a deadline not before it
  std::string evidence;  // a JSON object
  friend bool operator==(const Flag&, const Flag&) = default;
};

// A flag is its first occurrence; of several at one time the one that was accepted first. Keeps the
// flags sorted by name.
void raise(std::vector<Flag>& flags, Flag flag);

const char* name_of(FlagName name);
std::optional<FlagName> flag_named(std::string_view name);

}  // namespace muster::projections
