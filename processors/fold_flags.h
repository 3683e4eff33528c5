// Flags that check-ins and check-outs raise in a session's row as they are folded (docs/semantics.md, Flags).
// Pure. One thread.
#pragma once

#include "projections/rows.h"
#include "schemas/event.h"

namespace muster::processors {

// A check-in that opened the session or refreshed it.
void flag_check_in(projections::SessionRow& row, const Envelope& env, const CheckIn& in);
// The check-out that closed it.
void flag_check_out(projections::SessionRow& row, const Envelope& env, const CheckOut& out);
// A check-out that named it after its end.
void flag_claim(projections::SessionRow& row, const Envelope& env);
// A check-in of another session that ended it.
void flag_eviction(projections::SessionRow& row, const Envelope& env, const CheckIn& in);

}  // namespace muster::processors
