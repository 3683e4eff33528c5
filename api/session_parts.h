// GET /v1/sessions/{id}/events and /trail. Any thread.
#pragma once

#include "api/reading.h"

namespace muster::api {

inline constexpr std::size_t kMostRows = 10'000;  // of one answer; more is too_many_rows (refused)
inline constexpr std::string_view kGeoJson = "application/geo+json";

Error too_many_rows(std::string hint);

Result<Answer> show_session_events(Reading& reading);
// Formats of the route: kJson, kGeoJson.
Result<Answer> show_session_trail(Reading& reading);

}  // namespace muster::api
