// The order in which a subject's check-ins and check-outs are folded (docs/semantics.md, Order): by time; at
// one time check-outs before check-ins, but a check-out that names the session of a check-in of that time
// right after the first such check-in; then id, source. Pure; any thread.
#pragma once

#include <vector>

#include "projections/rows.h"
#include "schemas/event.h"

namespace muster::processors {

// Sorts events of one time, and no other time among them. Corrections come first: they are known
// before the fold begins.
void order_at_one_time(std::vector<const Event*>& events);

}  // namespace muster::processors
