// The dialect of an app whose users check in for an hour, and of the model that asks who is there: kind `pass`.
#pragma once

#include "api/dialects/routes.h"

namespace muster::api::dialects {

inline constexpr std::string_view kPass = "pass";

void add_passes(http::Router& router, const Shared& shared, const Identify& identify);

// {"success":false,"error":…}
http::Response pass_error(const Error& error, const http::Request& request);

}  // namespace muster::api::dialects
