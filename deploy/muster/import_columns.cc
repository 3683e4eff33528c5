#include "deploy/muster/import_columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <date/tz.h>
#include <fmt/format.h>

#include "schemas/bounds.h"
#include "schemas/ids.h"
#include "schemas/text.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDate = 10;           // 2024-01-15
constexpr std::size_t kMinutes = 16;        // 2024-01-15T09:00

// Of a file written by hand; line ends, too.
std::string_view stripped(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") + 1 - from);
}

// "+00", "+0000", "+00:00", " UTC", "Z" as RFC 3339 has it; nothing where it is none.
std::optional<std::string> offset_of(std::string_view text) {
  const std::string name = lower(stripped(text));
  if (name == "z" || name == "utc" || name == "gmt") return "Z";
  std::string digits;
  for (const char c : name.substr(1)) {
    if (c != ':') digits += c;
  }
  if ((name.front() != '+' && name.front() != '-') || (digits.size() != 2 && digits.size() != 4)) return std::nullopt;
  digits.resize(4, '0');
  return fmt::format("{}{}:{}", name.front(), digits.substr(0, 2), digits.substr(2));
}

Timestamp in_zone(Timestamp local, const api::Zone& zone) {
  const date::local_time<Duration> time{local.time_since_epoch()};
  return zone.rules().to_sys(time, date::choose::earliest);
}

}  // namespace

Result<Timestamp> parse_database_time(std::string_view given, const api::Zone& zone) {
  const Error wrong{"bad_time", ErrorClass::invalid, "", "a time is 2024-01-15T09:00:00Z, 2024-01-15 09:00:00+00 and the like"};
  std::string text{stripped(given)};
  if (text.size() == kDate) text += "T00:00";
  if (text.size() < kMinutes) return wrong;
  if (text[kDate] == ' ' || text[kDate] == 't') text[kDate] = 'T';
  std::size_t end = text.find_first_not_of("0123456789:.", kDate + 1);
  end = std::min(end, text.size());
  std::string offset = text.substr(end);
  text.resize(end);
  if (text.size() == kMinutes) text += ":00";
  if (offset.empty()) {
    const auto local = parse_rfc3339(text + "Z");
    return local ? Result<Timestamp>(in_zone(*local, zone)) : wrong;
  }
  const auto known = offset_of(offset);
  const auto time = known ? parse_rfc3339(text + *known) : Result<Timestamp>(wrong);
  return time ? time : wrong;
}

const std::string* Columns::find(Names names, std::string_view& column) const {
  if (names.size() == 0) return nullptr;
  column = *names.begin();
  for (const std::string_view name : names) {
    const auto it = fields_.find(name);
    if (it == fields_.end()) continue;
    column = name;
    return &it->second;
  }
  return nullptr;
}

void Columns::note(std::string_view column, const char* code, std::string reason) {
  if (!fault_) fault_ = Error{code, ErrorClass::refused, std::string(column), std::move(reason)};
}

std::optional<std::string> Columns::text(Names names, std::size_t most) {
  std::string_view column;
  const std::string* value = find(names, column);
  if (value == nullptr || value->empty()) return std::nullopt;
  if (!has_at_most(*value, most)) note(column, "out_of_range", fmt::format("at most {} characters", most));
  return *value;
}

std::optional<Timestamp> Columns::time(Names names) {
  std::string_view column;
  const std::string* value = find(names, column);
  if (value == nullptr || value->empty() || *value == "NULL") return std::nullopt;
  auto time = parse_database_time(*value, zone_);
  if (time) return *time;
  note(column, "bad_time", time.error().hint);
  return std::nullopt;
}

std::optional<double> Columns::number(Names names) {
  std::string_view column;
  const std::string* value = find(names, column);
  if (value == nullptr || value->empty() || *value == "NULL") return std::nullopt;
  const std::string_view digits = stripped(*value);
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc{} && end == digits.data() + digits.size() && std::isfinite(number)) return number;
  note(column, "bad_field", "not a number");
  return std::nullopt;
}

std::optional<bool> Columns::flag(Names names) {
  std::string_view column;
  const std::string* value = find(names, column);
  if (value == nullptr || value->empty() || *value == "NULL") return std::nullopt;
  const std::string word = lower(stripped(*value));
  for (const char* yes : {"t", "true", "1", "yes", "y"}) {
    if (word == yes) return true;
  }
  for (const char* no : {"f", "false", "0", "no", "n"}) {
    if (word == no) return false;
  }
  note(column, "bad_field", "neither true nor false");
  return std::nullopt;
}

Json Columns::position(Names lat, Names lon, Names accuracy) {
  const auto north = number(lat), east = number(lon), metres = number(accuracy);
  if (!north || !east) return nullptr;
  Json position{{"lat", *north}, {"lon", *east}};
  if (metres) position["accuracy_m"] = *metres;
  return position;
}

std::string Columns::need_text(Names names) {
  auto value = text(names);
  if (!value) note(*names.begin(), "missing_field", "a row can't be without it");
  return value.value_or("");
}

Timestamp Columns::need_time(Names names) {
  const auto value = time(names);
  if (!value) note(*names.begin(), "missing_field", "a row can't be without it");
  return value.value_or(Timestamp{});
}

std::string Columns::need_session_id(Names names) {
  std::string id = need_text(names);
  if (!fault_ && !is_session_id(id)) note(*names.begin(), "bad_session_id", "1 to 64 of A-Z a-z 0-9 . _ : -");
  return id;
}

std::string Columns::need_id(Names names) {
  const std::string id = need_text(names);
  if (fault_) return id;
  const auto subject = parse_subject(id);
  if (!subject) {
    note(*names.begin(), "bad_subject", "1 to 128 bytes of UTF-8 without control characters");
    return id;
  }
  return subject->str();
}

}  // namespace muster::deploy
