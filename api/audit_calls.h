// GET /v1/audit: what was put on record, newest first, read from the log. In the background: may wait for a broker.
#pragma once

#include <vector>

#include "api/reading.h"

namespace muster::api {

// The tenant's entries up to as_of, filtered by actor, action, target, from, to. A page looks at 50,000
// records at most, and may be short then, with a cursor. errors: forbidden; log_unavailable (retry)
Result<Answer> list_audit(Reading& reading);

std::vector<std::string_view> audit_parameters();

}  // namespace muster::api
