// A session as it is shown at `as_of`: the row, joined with its components and cut in time
// (docs/semantics.md, As of). Pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "projections/presence.h"

namespace muster::projections {

enum class SessionStatus : std::uint8_t { active, lapsed, completed, expired, auto_closed, evicted, voided };

enum class ReviewState : std::uint8_t { none, pending, approved, rejected };

struct SessionView {
  SessionStatus status{};
  std::optional<EndReason> end_reason;
  Timestamp started_at{};                // shown: amended where amended
  std::optional<Timestamp> ended_at;     // only where <= as_of
  std::optional<Timestamp> over_from;    // where it has ended: up to here it was shown as active, in a grace after ended_at
  std::optional<Timestamp> ends_by;      // the deadline, or the end of what keeps it alive; none if none or ended
  Timestamp last_seen_at{};
  std::optional<Timestamp> counted_to;   // of a kind with liveness: so far vouched for
  std::vector<Interval> counted;         // C(s) cut at as_of; empty where the policy does not count
  Timestamp computed_started_at{};
  std::optional<Timestamp> computed_ended_at;
  bool signal_lost = false;              // only where the policy names silent_after
  std::vector<Flag> flags;               // with since <= as_of; left to add_flags (flags.h)
  ReviewState review{};                  // likewise
};

// Empty where the session had not begun by as_of.
std::optional<SessionView> view(const SessionRow& row, const Vouched& vouched, Timestamp as_of);

const char* name_of(SessionStatus s);
const char* name_of(EndReason r);
const char* name_of(Outcome o);

}  // namespace muster::projections
