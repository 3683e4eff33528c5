// Fixes, verdicts and flags (docs/semantics.md, Places, Flags).
#pragma once

#include "tests/support/reference/session.h"

namespace muster::reference {

struct JudgedFix {
  Fix fix;
  const Event* event = nullptr;
};

// By (time, content), over the whole set.
std::vector<JudgedFix> fixes_of(const Facts& facts, const Session& s);

// The check-out that closed it, or null (evicted, or ended otherwise).
const Event* closing_check_out(const Session& s);

// Fills fixes and the check-out's position.
void judge(const Facts& facts, const Session& s, Timestamp as_of, SessionAnswer& out);

void raise_flags(const Facts& facts, const Session& s, Timestamp as_of, SessionAnswer& out);

}  // namespace muster::reference
