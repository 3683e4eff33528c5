#include "api/http/problem.h"

#include <nlohmann/json.hpp>

#include "schemas/errors.h"

namespace muster::http {
namespace {

using Json = nlohmann::ordered_json;

Json items_json(const Error& error, const std::vector<ProblemItem>& items) {
  Json list = Json::array();
  for (const ProblemItem& item : items) {
    list.push_back({{"pointer", item.pointer}, {"code", item.code}, {"reason", item.reason}});
  }
  const bool points_into_body = !error.where.empty() && error.where.front() == '/';
  if (items.empty() && points_into_body) {
    list.push_back({{"pointer", error.where}, {"code", error.code}, {"reason", error.hint}});
  }
  return list;
}

const char* told_of(ErrorClass cls) {
  if (cls == ErrorClass::retry) return "what keeps the data is away just now: try again";
  if (cls == ErrorClass::unknown_outcome) return "it may have been written: send it again with the same id";
  return "the server's log has more under this request_id";
}

}  // namespace

Error told(const Error& error) {
  if (!is_inward(error)) return error;
  return {error.code, error.cls, "", told_of(error.cls)};
}

void keep_fault(const Error& error, Response& response) {
  if (!is_inward(error)) return;
  response.fault = {error.code, error.where.empty() ? error.hint : error.where + ": " + error.hint};
}

std::string problem_json(const Error& fault, std::string_view request_id,
                         const std::vector<ProblemItem>& items) {
  const Error error = told(fault);
  const ErrorCodeSpec* row = find_error_code(error.code);
  Json body;
  body["type"] = "/problems/" + error.code;
  body["title"] = row != nullptr ? std::string(row->title) : error.code;
  body["status"] = http_status(error);
  body["code"] = error.code;
  if (!error.hint.empty()) body["detail"] = error.hint;
  if (!request_id.empty()) body["request_id"] = request_id;
  Json list = items_json(error, is_inward(fault) ? std::vector<ProblemItem>{} : items);
  if (!list.empty()) body["errors"] = std::move(list);
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response problem(const Error& error, std::string_view request_id,
                 const std::vector<ProblemItem>& items) {
  Response response;
  response.status = http_status(error);
  response.content_type = "application/problem+json";
  response.body = problem_json(error, request_id, items);
  keep_fault(error, response);
  if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"muster\"");
  return response;
}

Response render_problem(const Error& error, const Request& request) {
  return problem(error, request.request_id);
}

}  // namespace muster::http
