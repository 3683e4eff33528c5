// GET /v1/hours and /v1/occupancy: the tenant's, by kind and place, in quarters that are over. Any thread.
#pragma once

#include "api/reading.h"

namespace muster::api {

Result<Answer> show_tenant_hours(Reading& reading);
Result<Answer> show_occupancy(Reading& reading);

}  // namespace muster::api
