// What the fields of an event may hold (docs/semantics.md, Words, Events). The decoder asks it
// of each record; the door asks it of what it is about to append, so that nothing that it has
// acknowledged ends in the quarantine. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "schemas/event.h"
#include "schemas/result.h"

namespace muster {

inline constexpr std::size_t kMaxText = 256;  // characters, where nothing else is said
inline constexpr std::size_t kMaxWhy = 500;
inline constexpr std::size_t kMaxNotes = 2000;
inline constexpr std::size_t kMaxLabels = 16;
inline constexpr std::size_t kMaxLabelName = 64;
inline constexpr Duration kMaxVoucher = std::chrono::seconds{31'536'000};      // next_ping_s, grace_s
inline constexpr Duration kMaxPolicySpan = std::chrono::hours{24 * 366 * 100};  // other durations of a policy
inline constexpr Duration kLeastPolicySpan = std::chrono::seconds{1};          // of all but grace_s
inline constexpr std::uint32_t kMaxLimit = 1'000'000;                          // of a policy
inline constexpr double kMaxRadiusM = 1'000'000;                               // of a place: more than 0
inline constexpr std::size_t kPreferences = 5;                                 // of a subject, in [0, 1]

// True where the text has at most so many characters.
bool has_at_most(std::string_view utf8, std::size_t characters);

// error: bad_event (invalid); where = JSON Pointer into the record
Status check_bounds(const Event& event);

}  // namespace muster
