#include "api/hours_query.h"

#include <fmt/format.h>

#include <algorithm>

namespace muster::api {
namespace {

constexpr std::chrono::days kUsualSpan{31};

bool on_quarter(Timestamp t) { return projections::start_of_quarter(projections::quarter_of(t)) == t; }

Timestamp quarter_after(Timestamp t) {
  return projections::start_of_quarter(projections::quarter_of(t - Duration{1}) + 1);
}

void read_zone(Reading& reading, const std::optional<std::string>& otherwise, HoursQuery& out) {
  const std::string* asked = reading.params.find("tz");
  if (asked == nullptr && !otherwise) return;
  auto zone = Zone::find(asked != nullptr ? *asked : *otherwise);
  if (zone.ok()) {
    out.zone = std::move(zone).value();
  } else if (asked != nullptr) {  // one that only the directory names wrongly is not the reader's fault
    const Error& error = zone.error();
    reading.params.fail("tz", error.code, error.cls, error.hint);
  }
}

void split_by(HoursQuery& out, std::string_view name) {
  if (name == "kind") out.by_kind = true;
  if (name == "activity") out.by_activity = true;
  if (name == "place") out.by_place = true;
}

void read_splits(Params& params, std::initializer_list<std::string_view> known, std::string_view by_default,
                 HoursQuery& out) {
  const std::string* asked = params.find("split_by");
  std::string_view rest = asked != nullptr ? std::string_view{*asked} : by_default;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const std::string_view name = rest.substr(0, comma);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return params.fail("split_by", "bad_parameter", ErrorClass::invalid,
                         fmt::format("Any of {}, with commas.", fmt::join(known, ", ")));
    }
    split_by(out, name);
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
}

}  // namespace

projections::QuarterRange HoursQuery::quarters() const {
  return {projections::quarter_of(from), projections::quarter_of(to)};
}

void read_range(Reading& reading, std::chrono::days span, HoursQuery& out) {
  out.to = reading.params.time("to").value_or(quarter_after(reading.as_of));
  out.from = reading.params.time("from").value_or(out.to - span);
  for (const auto& [name, edge] : {std::pair{"to", out.to}, std::pair{"from", out.from}}) {
    if (!on_quarter(edge)) {
      reading.params.fail(name, "unaligned_range", ErrorClass::refused, "A range begins and ends on a quarter hour.");
    }
  }
  if (out.to < out.from || out.to - out.from > kLongestRange) {
    reading.params.fail("to", "out_of_range", ErrorClass::refused,
                        fmt::format("Not before `from`, and at most {} days after it.", kLongestRange.count()));
  }
}

HoursQuery read_hours_query(Reading& reading, const std::optional<std::string>& zone,
                            std::initializer_list<std::string_view> splits, std::string_view by_default) {
  HoursQuery query;
  read_range(reading, kUsualSpan, query);
  read_zone(reading, zone, query);
  const auto group = reading.params.one_of("group_by", {"hour", "date", "month", "total"});
  query.group = group ? static_cast<GroupBy>(*group) : GroupBy::date;
  if (const std::string* kind = reading.params.find("kind")) query.kind = Kind{*kind};
  read_splits(reading.params, splits, by_default, query);
  return query;
}

void write_hours_head(JsonObjectWriter& json, const HoursQuery& query) {
  json.text("tz", std::string_view{query.zone.name()});
  json.time("from", query.from);
  json.time("to", query.to);
  json.text("group_by", std::string_view{name_of(query.group)});
}

}  // namespace muster::api
