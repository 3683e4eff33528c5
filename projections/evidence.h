// What a session's fixes say (docs/semantics.md, Places, Flags): the flags that each raises, and those
// that two neighbours raise. A walk over the fixes in their order, which can go on from where it
// stopped: so evidence is kept with the session and outlives the trail. Pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "projections/presence.h"
#include "projections/rows.h"

namespace muster::projections {

// By time; at one time by content, numbers as IEEE doubles in field order, absent first.
bool before(const TrailFix& a, const TrailFix& b);
// The same location, however often it was told.
bool same_location(const TrailFix& a, const TrailFix& b);

// The fix of the check-in that opened, and that of the check-out that closed.
std::optional<TrailFix> opening_fix(const SessionRow& row);
std::optional<TrailFix> closing_fix(const SessionRow& row);

// outside_place or left_place, uncertain_place, low_accuracy, mock_location.
void raise_by_fix(const SessionRow& row, const TrailFix& fix, std::vector<Flag>& flags);

// Whether a location at t counts is active(row, vouched, t); fixes of check-ins are given only where
// they opened or refreshed. Takes the next fix of the session's in their order.
void take_fix(const SessionRow& row, const TrailFix& fix, Evidence& evidence);

// Of a session without any fix between its opening and its closing one.
Evidence evidence_of_edges(const SessionRow& row);

}  // namespace muster::projections
