// What became of the events whose outcome is not stored, since a session's row tells it (docs/semantics.md,
// Outcomes). Pure; any thread.
#pragma once

#include "projections/presence.h"
#include "projections/rows.h"

namespace muster::projections {

// Of a correction of the session: applied where it is, for some field of an amendment, the latest.
Outcome outcome_of_correction(const SessionRow& row, const EventRef& event);

// Of a ping or location under `id` at t. `row`: the session that the id names or is an alias of; null
// where there is none. `vouched`: what vouches for it around t.
Outcome outcome_of_sign(const SessionRow* row, const Components& vouched, const SessionId& id, Timestamp t);

}  // namespace muster::projections
