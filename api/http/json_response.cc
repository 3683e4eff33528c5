#include "api/http/json_response.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace muster::http {

Response json_response(int status, std::string body, std::string cache_control) {
  return {status, "application/json", std::move(body), {{"Cache-Control", std::move(cache_control)}}};
}

Response json_response(int status, const nlohmann::ordered_json& body, std::string cache_control) {
  using Json = nlohmann::ordered_json;
  return json_response(status, body.dump(-1, ' ', false, Json::error_handler_t::replace), std::move(cache_control));
}

}  // namespace muster::http
