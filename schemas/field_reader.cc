#include "schemas/field_reader.h"

#include <cmath>
#include <limits>

#include "schemas/json_number.h"

namespace muster {

bool FieldReader::load(std::string_view text) {
  error_.reset();
  level_ = 0;
  return json_.load(text);
}

void FieldReader::wrong(std::string_view hint) {
  note_here(hint);
  json_.skip();
}

void FieldReader::note(std::string_view name, std::string_view hint) {
  if (error_ || json_.malformed()) return;
  std::string where;
  for (std::size_t i = 0; i < level_; ++i) where.append("/").append(path_[i]);
  if (!name.empty()) where.append("/").append(name);
  error_ = Error{"bad_event", ErrorClass::invalid, std::move(where), std::string(hint)};
}

void FieldReader::take(double& out) {
  std::string_view text;
  if (!json_.read_number(text)) return wrong("not a number");
  out = to_double(text);
  if (!std::isfinite(out)) note_here("beyond a double");
}

void FieldReader::take(bool& out) {
  if (!json_.read_bool(out)) wrong("neither true nor false");
}

void FieldReader::take(std::uint32_t& out) {
  double value = 0;
  take(value);
  if (value >= 0 && value <= std::numeric_limits<std::uint32_t>::max() && value == std::floor(value)) {
    out = static_cast<std::uint32_t>(value);
  } else {
    note_here("not a count");
  }
}

void FieldReader::take(Timestamp& out) {
  std::string_view text;
  if (!json_.read_string(text)) return wrong("not a time");
  if (const auto time = parse_rfc3339(text)) {
    out = *time;
  } else {
    note_here(time.error().hint);
  }
}

void FieldReader::take(Duration& out) {
  constexpr double kMostSeconds = 1e12;  // far beyond every bound, and exact in milliseconds
  std::string_view text;
  if (!json_.read_number(text)) return wrong("not a number");
  if (const std::int64_t whole = small_whole_number(text); whole >= 0) {
    out = std::chrono::seconds{whole};
    return;
  }
  const double seconds = to_double(text);
  const bool in_range = seconds >= -kMostSeconds && seconds <= kMostSeconds;
  const auto ms = in_range ? static_cast<std::int64_t>(seconds * 1000 + (seconds < 0 ? -0.5 : 0.5)) : 0;
  out = Duration{ms};
  if (!in_range || static_cast<double>(ms) / 1000 != seconds) note_here("not seconds with at most three decimals");
}

void FieldReader::take(std::optional<std::optional<Timestamp>>& out) {
  out.emplace();
  if (!json_.read_null()) take(*out);
}

}  // namespace muster
