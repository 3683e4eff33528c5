// What the fields of an event may hold (semantics §2 and §3; http §1, Bounds). The decoder asks it
// of each record; the door asks it of what it is about to append, so that nothing that it has
// acknowledged ends in the quarantine. Pure; any thread.
#pragma once

#include <cstddef>

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

// error: bad_event (invalid); where = JSON Pointer into the record
Status check_bounds(const Event& event);

}  // namespace muster
