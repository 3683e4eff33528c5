#include "api/http/request_head.h"

#include <algorithm>

#include "schemas/text.h"

namespace muster::http {
namespace {

// Up to the next ';', which goes with it.
std::string_view take_part(std::string_view& rest) {
  const std::size_t length = std::min(rest.find(';'), rest.size());
  const std::string_view part = trimmed(rest.substr(0, length));
  rest.remove_prefix(std::min(length + 1, rest.size()));
  return part;
}

}  // namespace

std::string media_type(std::string_view content_type) {
  const std::string type = lower(take_part(content_type));
  constexpr std::string_view kCharset = "charset=";
  while (!content_type.empty()) {
    const std::string parameter = lower(take_part(content_type));
    if (!parameter.starts_with(kCharset)) continue;
    const std::string_view charset = std::string_view(parameter).substr(kCharset.size());
    if (charset != "utf-8" && charset != "\"utf-8\"") return {};
  }
  return type;
}

Status check_json_body(const Request& request) {
  const std::string* type = request.header("content-type");
  if (type != nullptr && media_type(*type) == "application/json" && request.header("content-encoding") == nullptr) return Done{};
  return Error{"unsupported_media_type", ErrorClass::refused, "", "application/json in UTF-8"};
}

Result<std::string> idempotency_key(const Request& request) {
  const auto bad = [](const char* hint) { return Error{"bad_header", ErrorClass::invalid, "", hint}; };
  const std::string* key = request.header("idempotency-key");
  if (key == nullptr) return std::string{};
  if (request.headers.count("idempotency-key") > 1) return bad("Idempotency-Key comes twice");
  const bool printable = std::all_of(key->begin(), key->end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  if (!key->empty() && key->size() <= 128 && printable) return *key;
  return bad("an Idempotency-Key is 1 to 128 printable ASCII characters");
}

}  // namespace muster::http
