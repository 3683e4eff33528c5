// GET /v1/reports/daily, /v1/reports/monthly: who was here on a date of a zone, or in a month, a row a person. Any
// thread.
#pragma once

#include <filesystem>
#include <string>

#include "api/reading.h"
#include "api/zone.h"

namespace muster::api {

Result<Answer> show_daily_report(Reading& reading);
Result<Answer> show_monthly_report(Reading& reading);

}  // namespace muster::api
