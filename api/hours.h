// GET /v1/subjects/{subject}/hours. Any thread.
#pragma once

#include "api/reading.h"

namespace muster::api {

Result<Answer> show_subject_hours(Reading& reading);

}  // namespace muster::api
