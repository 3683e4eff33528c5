#include "api/params.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

namespace muster::api {
namespace {

// All of `text` as one number of type T.
template <class T>
std::optional<T> parse(const std::string& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

void Params::fail(std::string_view name, std::string_view code, ErrorClass cls, std::string hint) {
  if (!error_) error_ = Error{std::string(code), cls, fmt::format("/{}", name), std::move(hint)};
}

void Params::bad(std::string_view name, std::string hint) {
  fail(name, "bad_parameter", ErrorClass::invalid, std::move(hint));
}

void Params::allow_only(std::span<const std::string_view> names) {
  for (auto it = pairs_.begin(); it != pairs_.end(); ++it) {
    const std::string& name = it->first;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fail(name, "unknown_parameter", ErrorClass::invalid, fmt::format("This call takes {}.", fmt::join(names, ", ")));
    }
    const auto same = [&](const http::Pair& pair) { return pair.first == name; };
    if (std::any_of(pairs_.begin(), it, same)) {
      fail(name, "repeated_parameter", ErrorClass::invalid, "Name it once.");
    }
  }
}

const std::string* Params::find(std::string_view name) const {
  const auto it = std::find_if(pairs_.begin(), pairs_.end(), [&](const http::Pair& pair) { return pair.first == name; });
  return it == pairs_.end() ? nullptr : &it->second;
}

std::optional<std::string> Params::text(std::string_view name) const {
  const std::string* value = find(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(*value);
}

std::optional<Timestamp> Params::time(std::string_view name) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto parsed = parse_rfc3339(*value);
  if (parsed.ok()) return *parsed;
  bad(name, "A time as RFC 3339 has it, such as 2026-11-21T08:00:00Z; in a query '+' is written %2B.");
  return std::nullopt;
}

std::optional<bool> Params::boolean(std::string_view name) {
  const auto index = one_of(name, {"false", "true"});
  return index ? std::optional<bool>(*index == 1) : std::nullopt;
}

std::optional<std::int64_t> Params::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto parsed = parse<std::int64_t>(*value);
  if (!parsed) {
    bad(name, "A whole number.");
  } else if (*parsed < least || *parsed > most) {
    fail(name, "out_of_range", ErrorClass::refused, fmt::format("From {} to {}.", least, most));
  } else {
    return parsed;
  }
  return std::nullopt;
}

std::optional<double> Params::number(std::string_view name, double least, double most) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto parsed = parse<double>(*value);
  if (!parsed || !std::isfinite(*parsed)) {
    bad(name, "A number.");
  } else if (*parsed < least || *parsed > most) {
    fail(name, "out_of_range", ErrorClass::refused, fmt::format("From {} to {}.", least, most));
  } else {
    return parsed;
  }
  return std::nullopt;
}

double Params::needed_number(std::string_view name, double least, double most) {
  if (find(name) == nullptr) bad(name, "It has to be given.");
  return number(name, least, most).value_or(least);
}

std::optional<Duration> Params::seconds(std::string_view name) {
  constexpr double kMost = 1e10;
  const auto seconds = number(name, 0, kMost);
  return seconds ? std::optional(Duration{std::llround(*seconds * 1000)}) : std::nullopt;
}

std::optional<std::size_t> Params::one_of(std::string_view name, std::initializer_list<std::string_view> values) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto it = std::find(values.begin(), values.end(), *value);
  if (it != values.end()) return static_cast<std::size_t>(std::distance(values.begin(), it));
  bad(name, fmt::format("One of {}.", fmt::join(values, ", ")));
  return std::nullopt;
}

}  // namespace muster::api
