// Pings and locations: whose they are, and whether they count (docs/semantics.md, Outcomes).
#pragma once

#include "tests/support/reference/lifecycle.h"

namespace muster::reference {

const SessionId& named_by(const Event& sign);

// Under the session's own id, and under each alias from its check-in on.
std::vector<const Event*> signs_of(const Facts& facts, const Session& s);

// Whether a sign of the session, not before its start, counts.
bool counted_sign(const Session& s, const Event& sign);

// The lines of all pings, locations, amendments and reviews.
std::vector<HistoryLine> sign_lines(const Facts& facts, const Lifecycle& life);
std::vector<HistoryLine> correction_lines(const Facts& facts, const Lifecycle& life);

}  // namespace muster::reference
