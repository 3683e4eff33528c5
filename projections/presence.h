// Who is present when: the rules of docs/semantics.md (Liveness, Deadlines, Counted time) over one session's
// row and its components. The fold decides by them, reads show by them; there is no second place that knows
// them. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/container/flat_map.hpp>

#include "projections/component.h"
#include "projections/rows.h"

namespace muster::projections {

// What vouches for a session: its own vouchers and its aliases' (cut at their check-in), one union.
// `by_activity` holds the same per named activity.
struct Vouched {
  Components all;
  boost::container::flat_map<std::string, Components> by_activity;
  Timestamp last_seen = kBeginning;  // ping or location; kBeginning if none
};

// Adds what one liveness row says for the session: pings, and check-ins of its kind; what stands under
// an alias is cut at the alias's check-in. In any order.
void gather(const SessionRow& row, const SessionId& id, const DayLiveness& day, Vouched& into);

struct Ending {
  Timestamp at{};         // ended_at
  Timestamp effective{};  // from here on the session is not active: silence shows only after the grace
  EndReason reason = EndReason::checkout;
};

// What time alone does: ttl, max_duration, final silence; whichever is least (ties in that order).
// Nothing of it depends on check-outs.
std::optional<Ending> deadline(const SessionRow& row, const Components& vouched);

// The end as the fold counts it: the earliest of explicit, amended and deadline. Empty while none.
std::optional<Ending> fold_ending(const SessionRow& row, const Components& vouched);

// The computed end: as fold_ending, without amendments.
std::optional<Ending> computed_ending(const SessionRow& row, const Components& vouched);

// Not void, begun, not ended at or before t, and with liveness vouched for at t.
bool active(const SessionRow& row, const Components& vouched, Timestamp t);

// A ping or location at t is `counted` for it (docs/semantics.md, Outcomes): it has begun, has not ended, and
// with liveness somebody vouches for it.
bool counted(const SessionRow& row, const Components& vouched, Timestamp t);

// When it is active: sorted, disjoint. Exact where `vouched` is of all days, and else in its days.
std::vector<Interval> activity(const SessionRow& row, const Components& vouched);

// A check-out at t would end it: active, or t is the very deadline (a check-out at t = deadline is in time).
bool may_close(const SessionRow& row, const Components& vouched, Timestamp t);

// A check-out at t that selects it finds it in a silence that would otherwise end some day. Whether an
// end is amended does not matter: the computed one is told without.
bool may_seal(const SessionRow& row, const Components& vouched, Timestamp t);

// Ended, for a check-in of its id at t: explicit, by deadline or sealed; a lapse that may resume is none.
bool ended(const SessionRow& row, const Components& vouched, Timestamp t);

// Where the time begins that an amended end vouches for: the last counted moment before it, or the
// start. Empty where no end is amended.
std::optional<Timestamp> amended_from(const SessionRow& row, const Components& vouched);

// C(s) regardless of `counts`, as the whole set makes it: sorted, disjoint; the last one reaches
// kEndOfTime while nothing ends it. Amended edges included.
std::vector<Interval> presence(const SessionRow& row, const Components& vouched);

// C_a(s): what of `presence` the named activity's vouchers cover.
std::vector<Interval> presence_in(const std::vector<Interval>& presence, const Components& activity);

std::vector<Interval> cut_to(std::vector<Interval> intervals, Timestamp from, Timestamp to);
Duration total(const std::vector<Interval>& intervals);

}  // namespace muster::projections
