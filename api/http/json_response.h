// An answer in JSON. Pure; any thread.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "api/http/message.h"

namespace muster::http {

// `body`: JSON as it stands.
Response json_response(int status, std::string body, std::string cache_control = "no-store");
// What is no UTF-8 in it is replaced.
Response json_response(int status, const nlohmann::ordered_json& body, std::string cache_control = "no-store");

}  // namespace muster::http
