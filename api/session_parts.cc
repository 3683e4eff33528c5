#include "api/session_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/sessions.h"
#include "projections/outcomes.h"
#include "projections/session_history.h"
#include "projections/session_json.h"
#include "schemas/codec.h"
#include "schemas/topics.h"

namespace muster::api {
namespace {

namespace keys = projections::keys;

using projections::HistoryLine;
using projections::SessionRow;
using projections::ShownSession;
using projections::SignLine;
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

// What is kept of a ping or location: not its id, nor where the log holds it.
void append_sign(std::string& out, const SessionRow& row, const SignLine& sign) {
  JsonObjectWriter json(out);
  {
    JsonObjectWriter event(json.key("event"));
    event.text("type", sign.location ? "muster.location.v1" : "muster.ping.v1");
    event.text("subject", row.subject.view());
    event.time("time", sign.time);
    if (sign.location) {
      event.time("ingesttime", sign.location->ingesttime);
      event.key("data") += encode_data(Location{sign.id, sign.location->position});
    } else {
      JsonObjectWriter data(event.key("data"));
      data.text("session_id", sign.id.view());
    }
  }
  json.text("outcome", std::string_view{name_of(sign.outcome)});
  json.null("log_position");
}

struct Line {  // one of both
  const HistoryLine* event = nullptr;
  const SignLine* sign = nullptr;
};

// By time; at one time lifecycle events first.
std::vector<Line> by_time(const std::vector<HistoryLine>& events, const std::vector<SignLine>& signs) {
  std::vector<Line> lines;
  auto sign = signs.begin();
  for (const HistoryLine& event : events) {
    for (; sign != signs.end() && sign->time < event.event.time; ++sign) lines.push_back({nullptr, &*sign});
    lines.push_back({&event, nullptr});
  }
  for (; sign != signs.end(); ++sign) lines.push_back({nullptr, &*sign});
  return lines;
}

// [from, to) as asked for, cut at as_of.
std::pair<Timestamp, Timestamp> range_of(Reading& reading) {
  const Timestamp now = reading.as_of + Duration{1};
  const Timestamp from = reading.params.time("from").value_or(projections::kBeginning);
  return {from, std::min(reading.params.time("to").value_or(now), now)};
}

// Judged is only what counted.
void append_fix(std::string& out, const ShownSession& shown, const TrailFix& fix) {
  const auto outcome = outcome_of_sign(&shown.stored.row, shown.vouched.all, shown.stored.row.id, fix.time);
  JsonObjectWriter json(out);
  json.time("time", fix.time);
  projections::write_position(json, fix.position);
  if (outcome == projections::Outcome::counted) {
    projections::write_judgement(json, shown.stored.row, fix.position);
  } else {
    json.null("distance_m");
    json.null("verdict");
  }
  json.text("outcome", std::string_view{name_of(outcome)});
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

void append_feature(std::string& out, const ShownSession& shown, const TrailFix& fix) {
  JsonObjectWriter feature(out);
  feature.text("type", "Feature");
  write_point(feature, fix.position);
  append_fix(feature.key("properties"), shown, fix);
}

Answer trail_json(const Reading& reading, const ShownSession& shown, const std::vector<TrailFix>& fixes) {
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), fixes, [&](std::string& out, const TrailFix& fix) { append_fix(out, shown, fix); });
    json.null("next_cursor");
    answer.timeless(json, "as_of", reading.as_of);
  });
}

Answer trail_geojson(const Reading& reading, const ShownSession& shown, const std::vector<TrailFix>& fixes) {
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    answer.content_type = kGeoJson;
    json.text("type", "FeatureCollection");
    append_array(json.key("features"), fixes,
                 [&](std::string& out, const TrailFix& fix) { append_feature(out, shown, fix); });
    answer.timeless(json, "as_of", reading.as_of);
  });
}

Timestamp fixes_from(const Reading& reading) { return reading.services.wall.now() - projections::trail_kept(); }

}  // namespace

Error too_many_rows(std::string hint) {
  return {"too_many_rows", ErrorClass::refused, "", fmt::format("At most {} rows an answer. {}", kMostRows, hint)};
}

Result<Answer> show_session_events(Reading& reading) {
  const auto [from, to] = range_of(reading);
  const bool with_signs = reading.params.boolean("signs").value_or(true);
  const auto shown = locate_session(reading);
  if (!shown.ok()) return shown.error();
  const keys::Partition partition = shown->place.partition;
  const SessionRow& row = shown->stored.row;
  const auto events = projections::session_history(reading.rows, partition, row, from, to, kMostRows + 1);
  std::vector<SignLine> signs;
  if (with_signs) signs = projections::session_signs(reading.rows, partition, row, shown->vouched.all, from, to, kMostRows + 1, fixes_from(reading));
  if (events.size() + signs.size() > kMostRows) {
    return too_many_rows("Narrow it with from and to, or leave out pings and locations with signs=false.");
  }
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), by_time(events, signs), [&](std::string& out, const Line& line) {
      line.event != nullptr ? append_line(out, *line.event) : append_sign(out, row, *line.sign);
    });
    json.null("next_cursor");
    answer.timeless(json, "as_of", reading.as_of);
  });
}

Result<Answer> show_session_trail(Reading& reading) {
  const auto [from, to] = range_of(reading);
  const auto shown = locate_session(reading);
  if (!shown.ok()) return shown.error();
  const auto fixes = projections::session_trail(reading.rows, shown->place.partition, shown->stored.row, from, to, kMostRows + 1, fixes_from(reading));
  if (fixes.size() > kMostRows) return too_many_rows("Narrow it with from and to.");
  return reading.format == kJson ? trail_json(reading, *shown, fixes) : trail_geojson(reading, *shown, fixes);
}

}  // namespace muster::api
