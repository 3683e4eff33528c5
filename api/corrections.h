// Which session POST /v1/sessions/{id}/amend, /review and /close speak of: an alias is resolved, and who
// may not correct it does not see it.
#pragma once

#include "api/services.h"
#include "ingest/door.h"

namespace muster::api {

// The services must outlive every call of it. Any thread.
ingest::Locate corrected_session(const Services& services);

}  // namespace muster::api
