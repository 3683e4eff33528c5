#include "projections/evidence.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "projections/places.h"
#include "schemas/json_writer.h"

namespace muster::projections {
namespace {

auto content(const Position& p) {
  return std::tie(p.lat, p.lon, p.accuracy_m, p.altitude_m, p.speed_mps, p.heading_deg, p.mock);
}

const char* name_of(FixSource source) {
  switch (source) {
    case FixSource::check_in: return "check_in";
    case FixSource::check_out: return "check_out";
    case FixSource::location: return "location";
  }
  return "";
}

void write_where(JsonObjectWriter& json, const TrailFix& fix) {
  json.time("time", fix.time);
  json.number("lat", fix.position.lat);
  json.number("lon", fix.position.lon);
  json.number_if("accuracy_m", fix.position.accuracy_m);
}

std::string evidence_of_fix(const SessionRow& row, const TrailFix& fix) {
  std::string out;
  JsonObjectWriter json(out);
  json.text("fix", std::string_view{name_of(fix.source)});
  write_where(json, fix);
  if (!row.place) return out;
  const PlaceCheck check = check_place(*row.place, fix.position, row.policy.accuracy_max_m);
  json.number("distance_m", static_cast<double>(check.distance_cm) / 100.0);
  return out;
}

struct Leap {
  std::int64_t left_cm = 0;  // what accuracies do not explain
  Duration in{};
};

Leap leap(const TrailFix& a, const TrailFix& b) {
  const std::int64_t apart = distance_cm(a.position.lat, a.position.lon, b.position.lat, b.position.lon);
  const std::int64_t unsure = whole_cm(a.position.accuracy_m.value_or(0)) + whole_cm(b.position.accuracy_m.value_or(0));
  return {std::max<std::int64_t>(apart - unsure, 0), b.time - a.time};
}

// 200 km/h are 50/9 cm a millisecond; with no time between, any distance left is too fast.
bool impossible(const Leap& leap) { return leap.left_cm * 9 > leap.in.count() * 50; }

void raise_by_speed(const TrailFix& a, const TrailFix& b, std::vector<Flag>& flags) {
  const Leap between = leap(a, b);
  if (!impossible(between)) return;
  Flag flag{FlagName::impossible_speed, b.time, std::max(a.ingesttime, b.ingesttime), ""};
  {
    JsonObjectWriter json(flag.evidence);
    {
      JsonObjectWriter from(json.key("from"));
      write_where(from, a);
    }
    {
      JsonObjectWriter to(json.key("to"));
      write_where(to, b);
    }
    json.number("distance_m", static_cast<double>(between.left_cm) / 100.0);
    json.seconds("seconds", between.in);
  }
  raise(flags, std::move(flag));
}

}  // namespace

bool before(const TrailFix& a, const TrailFix& b) {
  if (a.time != b.time) return a.time < b.time;
  if (a.position != b.position) return content(a.position) < content(b.position);
  return std::tie(a.source, a.ingesttime) < std::tie(b.source, b.ingesttime);
}

bool same_location(const TrailFix& a, const TrailFix& b) {
  return a.source == FixSource::location && b.source == a.source && a.time == b.time && a.position == b.position;
}

std::optional<TrailFix> opening_fix(const SessionRow& row) {
  if (!row.check_in_position) return std::nullopt;
  return TrailFix{row.started_at, *row.check_in_position, row.opened_ingesttime, FixSource::check_in};
}

std::optional<TrailFix> closing_fix(const SessionRow& row) {
  if (!row.check_out_position || !row.end) return std::nullopt;
  return TrailFix{row.end->at, *row.check_out_position, row.end->ingesttime, FixSource::check_out};
}

void raise_by_fix(const SessionRow& row, const TrailFix& fix, std::vector<Flag>& flags) {
  const bool moving = fix.source == FixSource::location;
  const auto raise_it = [&](FlagName name) {
    raise(flags, {name, fix.time, fix.ingesttime, evidence_of_fix(row, fix)});
  };
  if (row.place) {
    const Verdict verdict = check_place(*row.place, fix.position, row.policy.accuracy_max_m).verdict;
    if (verdict == Verdict::outside) raise_it(moving ? FlagName::left_place : FlagName::outside_place);
    if (verdict == Verdict::uncertain && !moving) raise_it(FlagName::uncertain_place);
  }
  const auto& accuracy = fix.position.accuracy_m;
  if (accuracy && row.policy.accuracy_max_m && *accuracy > *row.policy.accuracy_max_m) raise_it(FlagName::low_accuracy);
  if (fix.position.mock.value_or(false)) raise_it(FlagName::mock_location);
}

void take_fix(const SessionRow& row, const TrailFix& fix, Evidence& evidence) {
  if (evidence.last && same_location(*evidence.last, fix)) return;
  if (fix.source == FixSource::location) raise_by_fix(row, fix, evidence.flags);
  if (evidence.last) raise_by_speed(*evidence.last, fix, evidence.flags);
  evidence.last = fix;
}

Evidence evidence_of_edges(const SessionRow& row) {
  Evidence evidence;
  const auto opening = opening_fix(row), closing = closing_fix(row);
  if (!opening || !closing || row.corrections.voided) return evidence;
  const bool swapped = before(*closing, *opening);  // at one time content orders them
  take_fix(row, swapped ? *closing : *opening, evidence);
  take_fix(row, swapped ? *opening : *closing, evidence);
  return evidence;
}

}  // namespace muster::projections
