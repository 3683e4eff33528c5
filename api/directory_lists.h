// GET /v1/subjects, /v1/places, /v1/devices, /v1/places/nearby: the directory as it is now, whatever the
// as_of. Any thread.
#pragma once

#include "api/reading.h"

namespace muster::api {

Result<Answer> list_subjects(Reading& reading);  // those in sight of who asks
Result<Answer> list_places(Reading& reading);
Result<Answer> list_devices(Reading& reading);   // likewise
Result<Answer> list_nearby(Reading& reading);    // the nearest first, at most `limit`

}  // namespace muster::api
