#include "api/session_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/sessions.h"
#include "projections/session_history.h"
#include "projections/session_json.h"
#include "schemas/topics.h"

namespace muster::api {
namespace {

using projections::HistoryLine;
using projections::SessionRow;
using projections::TrailFix;

// The event as the log has it; of a copy, what is remembered of it.
void write_event(JsonObjectWriter& json, const HistoryLine& line) {
  if (!line.record.empty()) {
    json.key("event") += line.record;
    return;
  }
  JsonObjectWriter event(json.key("event"));
  event.text("id", line.event.id.view());
  event.text("source", std::string_view{line.event.source});
  event.time("time", line.event.time);
}

void append_line(std::string& out, const HistoryLine& line) {
  JsonObjectWriter json(out);
  write_event(json, line);
  json.text("outcome", std::string_view{name_of(line.outcome)});
  if (line.partition && line.offset) {
    json.text("log_position", fmt::format("{}:{}:{}", spec(topic_of(line.event.type)).name, *line.partition, *line.offset));
  } else {
    json.null("log_position");
  }
}

void append_fix(std::string& out, const SessionRow& row, const TrailFix& fix) {
  JsonObjectWriter json(out);
  json.time("time", fix.time);
  projections::write_position(json, fix.position);
  projections::write_judgement(json, row, fix.position);
}

// RFC 7946: longitude first, altitude where known.
void write_point(JsonObjectWriter& feature, const Position& position) {
  JsonObjectWriter point(feature.key("geometry"));
  point.text("type", "Point");
  std::string& out = point.key("coordinates");
  out += '[';
  append_json_number(out, position.lon);
  out += ',';
  append_json_number(out, position.lat);
  if (position.altitude_m) {
    out += ',';
    append_json_number(out, *position.altitude_m);
  }
  out += ']';
}

void append_feature(std::string& out, const SessionRow& row, const TrailFix& fix) {
  JsonObjectWriter feature(out);
  feature.text("type", "Feature");
  write_point(feature, fix.position);
  append_fix(feature.key("properties"), row, fix);
}

Answer trail_json(const Reading& reading, const SessionRow& row, const std::vector<TrailFix>& fixes) {
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), fixes, [&](std::string& out, const TrailFix& fix) { append_fix(out, row, fix); });
    json.null("next_cursor");
    answer.timeless(json, "as_of", reading.as_of);
  });
}

Answer trail_geojson(const Reading& reading, const SessionRow& row, const std::vector<TrailFix>& fixes) {
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    answer.content_type = kGeoJson;
    json.text("type", "FeatureCollection");
    append_array(json.key("features"), fixes,
                 [&](std::string& out, const TrailFix& fix) { append_feature(out, row, fix); });
    answer.timeless(json, "as_of", reading.as_of);
  });
}

}  // namespace

Error too_many_rows(std::string hint) {
  return {"too_many_rows", ErrorClass::refused, "", fmt::format("At most {} rows an answer. {}", kMostRows, hint)};
}

Result<Answer> show_session_events(Reading& reading) {
  const auto shown = locate_session(reading);
  if (!shown.ok()) return shown.error();
  const auto lines = projections::session_history(reading.rows, shown->place.partition, shown->stored.row,
                                                  reading.as_of, kMostRows + 1);
  if (lines.size() > kMostRows) return too_many_rows("Ask with an earlier as_of.");
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), lines, append_line);
    json.null("next_cursor");
    answer.timeless(json, "as_of", reading.as_of);
  });
}

Result<Answer> show_session_trail(Reading& reading) {
  const Timestamp from = reading.params.time("from").value_or(from_ms(INT64_MIN));
  const Timestamp now = reading.as_of + Duration{1};
  const Timestamp to = std::min(reading.params.time("to").value_or(now), now);
  const auto shown = locate_session(reading);
  if (!shown.ok()) return shown.error();
  const SessionRow& row = shown->stored.row;
  const auto fixes = projections::session_trail(reading.rows, shown->place.partition, row, from, to, kMostRows + 1);
  if (fixes.size() > kMostRows) return too_many_rows("Narrow it with from and to.");
  return reading.format == kJson ? trail_json(reading, row, fixes) : trail_geojson(reading, row, fixes);
}

}  // namespace muster::api
