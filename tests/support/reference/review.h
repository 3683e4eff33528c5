// Whether somebody has looked at what a session's evidence says (docs/semantics.md, Reviews).
#pragma once

#include "tests/support/reference/session.h"

namespace muster::reference {

// Needs the flags and the end as shown at as_of in `out`.
void review(const Facts& facts, const Session& s, Timestamp as_of, SessionAnswer& out);

}  // namespace muster::reference
