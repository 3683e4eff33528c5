// All flags of a session, and what its review covers of them (docs/semantics.md, Flags, Reviews). The fold
// raises in the row what events say (SessionRow::flags), fixes raise what evidence.h says; here time is
// added to both. Pure; any thread.
#pragma once

#include <vector>

#include "projections/presence.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace muster::projections {

// Of the whole set: those with since <= as_of are shown. By name. `evidence`: of its fixes; empty where
// none is stored.
std::vector<Flag> flags_of(const SessionRow& row, const Vouched& vouched, const std::optional<Evidence>& evidence);

// The flags of the session as of a time, and the state of its review then: completes view().
void add_flags(const SessionRow& row, const Vouched& vouched, const std::optional<Evidence>& evidence,
               Timestamp as_of, SessionView& view);

// The decision that speaks at as_of, or null.
const ReviewNote* latest_review(const SessionRow& row, Timestamp as_of);

const char* name_of(ReviewState s);

}  // namespace muster::projections
