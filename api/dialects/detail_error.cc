#include "api/dialects/detail_error.h"

#include <algorithm>

#include "api/dialects/routes.h"

namespace muster::api::dialects {
namespace {

// The words that clients of such systems know.
std::string_view usual_words(std::string_view code) {
  if (code == "unauthorized") return "Authentication credentials were not provided or are not valid.";
  if (code == "session_closed") return "This session is closed.";
  if (code == "forbidden") return "You do not have permission to perform this action.";
  if (code == "not_found") return "Not found.";
  if (code == "method_not_allowed") return "Method not allowed.";
  return {};
}

bool names_field(const Error& error) {
  return error.where.size() > 1 && error.where.front() == '/' && plain_status(error) == 400 &&
         error.where.find('/', 1) == std::string::npos;
}

}  // namespace

http::Response detail_error(const Error& error, const http::Request&) {
  std::string text = message_of(error);
  if (error.hint.empty() || error.code == "unauthorized" || error.code == "method_not_allowed") {
    if (const auto usual = usual_words(error.code); !usual.empty()) text = usual;
  }
  Json body = names_field(error) ? Json{{error.where.substr(1), Json::array({text})}} : Json{{"detail", text}};
  if (error.code == "session_closed") body["code"] = error.code;  // no refresh helps
  return error_response(error, body);
}

Error told_by(std::span<const FieldName> names, Error error) {
  const auto named = std::find_if(names.begin(), names.end(), [&](const FieldName& name) { return error.where == std::string("/") + name.second; });
  if (named != names.end()) error.where = std::string("/") + named->first;
  return error;
}

}  // namespace muster::api::dialects
