#include "api/dialects/wire.h"

#include <sys/random.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>

#include "api/http/json_response.h"
#include "api/http/request_head.h"
#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

constexpr std::uint64_t kLargest = std::uint64_t{1} << 53;
constexpr std::uint64_t kSmallestFresh = std::uint64_t{1} << 32;

const Json* find(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

std::string as_number(std::uint64_t bits) {
  return std::to_string(kSmallestFresh + bits % (kLargest - kSmallestFresh));
}

}  // namespace

Result<Json> read_json(const http::Request& request) {
  if (request.body.find_first_not_of(" \t\r\n") == std::string::npos) return Json::object();
  if (auto status = http::check_json_body(request); !status) return status.error();
  Json body = Json::parse(request.body, nullptr, false, true);  // with comments, as documents show requests
  if (body.is_discarded()) return Error{"bad_json", ErrorClass::invalid, "", "The body is not JSON."};
  return body;
}

Result<Json> read_object(const http::Request& request) {
  auto body = read_json(request);
  if (body && !body->is_object()) return Error{"bad_field", ErrorClass::refused, "", "The body must be an object."};
  return body;
}

bool has(const Json& object, std::string_view name) { return find(object, name) != nullptr; }

std::optional<std::string> text_of(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->get<std::string>();
  if (value->is_number_integer()) return value->dump();
  return std::nullopt;
}

std::optional<double> number_in(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);  // "+39.78", as some write a latitude
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> number_of(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) return value->get<double>();
  if (value->is_string()) return number_in(value->get_ref<const std::string&>());
  return std::nullopt;
}

std::optional<bool> flag_of(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  const auto text = text_of(object, name);
  if (text == "true" || text == "True" || text == "1") return true;
  if (text == "false" || text == "False" || text == "0") return false;
  return std::nullopt;
}

std::optional<Timestamp> time_of(std::string_view text) {
  constexpr std::size_t kDate = 10;
  auto time = text.size() == kDate ? parse_rfc3339(std::string(text) + "T00:00:00Z") : parse_rfc3339(text);
  if (!time) return std::nullopt;
  return *time;
}

Json id_json(std::string_view id) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), value);
  const bool whole = error == std::errc{} && end == id.data() + id.size();
  if (whole && value < kLargest && (id.size() == 1 || id.front() != '0')) return value;
  return id;
}

Json number_json(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  const double rounded = std::floor(value * scale + 0.5) / scale;
  if (rounded == std::floor(rounded) && std::abs(rounded) < static_cast<double>(kLargest)) return static_cast<std::int64_t>(rounded);
  return rounded;
}

Json hours_json(Duration time, int decimals) {
  return number_json(std::chrono::duration<double, std::ratio<3600>>(time).count(), decimals);
}

std::string time_text(Timestamp t) {
  std::string text = format_rfc3339(t);
  text.replace(text.rfind('.'), std::string::npos, "Z");
  return text;
}

Json time_json(const std::optional<Timestamp>& t) { return t ? Json(time_text(*t)) : Json(nullptr); }

std::string fresh_number() {
  std::uint64_t bits = 0;
  // Up to 256 bytes come whole once the kernel's generator is seeded.
  if (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) std::abort();
  return as_number(bits);
}

std::string number_from(const std::vector<std::string_view>& fields) {
  std::string hex = derived_id(fields);  // xxxxxxxx-xxxx-5xxx-...: sixteen digits of it, the version left out
  hex = hex.substr(0, 8) + hex.substr(9, 4) + hex.substr(15, 3) + hex.substr(35, 1);
  std::uint64_t bits = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), bits, 16);
  return as_number(bits);
}

http::Response json_response(int status, const Json& body) { return http::json_response(status, body, "private, no-cache"); }

}  // namespace muster::api::dialects
