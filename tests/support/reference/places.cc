#include "tests/support/reference/places.h"

#include <GeographicLib/Geodesic.hpp>
#include <algorithm>
#include <cmath>
#include <tuple>

#include "tests/support/reference/geodesy.h"
#include "tests/support/reference/signs.h"

namespace muster::reference {
namespace {

Verdict verdict_of(const Session& s, const Position& p, std::int64_t distance_cm) {
  const auto& max = s.policy.accuracy_max_m;
  if (!p.accuracy_m || (max && *p.accuracy_m > *max)) return Verdict::uncertain;
  const std::int64_t a = whole_cm(*p.accuracy_m);
  const std::int64_t r = whole_cm(s.opening().place->radius_m);
  if (distance_cm + a <= r) return Verdict::inside;
  return distance_cm - a > r ? Verdict::outside : Verdict::uncertain;
}

JudgedFix judged(const Session& s, const Event& e, const char* source, const Position& p) {
  JudgedFix out{{e.env.time, source, p, std::nullopt, Verdict::none}, &e};
  if (const auto& place = s.opening().place) {
    out.fix.distance_cm = distance_cm(p.lat, p.lon, place->lat, place->lon);
    out.fix.verdict = verdict_of(s, p, *out.fix.distance_cm);
  }
  return out;
}

auto content(const Position& p) {
  return std::tie(p.lat, p.lon, p.accuracy_m, p.altitude_m, p.speed_mps, p.heading_deg, p.mock);
}

bool before(const JudgedFix& a, const JudgedFix& b) {
  if (a.fix.time != b.fix.time) return a.fix.time < b.fix.time;
  if (!a.fix.position || !b.fix.position) return b.fix.position.has_value() && !a.fix.position;
  if (content(*a.fix.position) != content(*b.fix.position)) {
    return content(*a.fix.position) < content(*b.fix.position);
  }
  return std::tie(a.fix.source, a.event->env.ingesttime) <
         std::tie(b.fix.source, b.event->env.ingesttime);
}

}  // namespace

std::int64_t whole_cm(double metres) {
  return static_cast<std::int64_t>(std::floor(metres * 100.0 + 0.5));
}

std::int64_t distance_cm(double lat1, double lon1, double lat2, double lon2) {
  double metres = 0;
  GeographicLib::Geodesic::WGS84().Inverse(lat1, lon1, lat2, lon2, metres);
  return whole_cm(metres);
}

const Event* closing_check_out(const Session& s) {
  const bool by_check_out = s.closed && s.closed_in_fold && s.closed->reason != EndReason::evicted;
  return by_check_out ? s.closed->by : nullptr;
}

std::vector<JudgedFix> fixes_of(const Facts& facts, const Session& s) {
  std::vector<JudgedFix> out;
  if (s.voided) return out;
  for (const Event* e : s.check_ins) {
    const auto& in = std::get<CheckIn>(e->data);
    if (in.position) out.push_back(judged(s, *e, "check_in", *in.position));
  }
  if (s.policy.place_required && !s.opening().position) {
    out.push_back(
        {{s.started_at, "check_in", std::nullopt, std::nullopt, Verdict::uncertain}, s.opener});
  }
  for (const Event* e : signs_of(facts, s)) {
    const auto* l = std::get_if<Location>(&e->data);
    if (l && counted_sign(s, *e)) out.push_back(judged(s, *e, "location", l->position));
  }
  if (const Event* e = closing_check_out(s)) {
    const auto& position = std::get<CheckOut>(e->data).position;
    if (position) out.push_back(judged(s, *e, "check_out", *position));
  }
  std::sort(out.begin(), out.end(), before);
  return out;
}

void judge(const Facts& facts, const Session& s, Timestamp as_of, SessionAnswer& out) {
  for (const JudgedFix& f : fixes_of(facts, s)) {
    if (f.fix.time <= as_of) out.fixes.push_back(f.fix);
  }
  const Event* e = closing_check_out(s);
  if (e && e->env.time <= as_of) out.check_out_position = std::get<CheckOut>(e->data).position;
}

}  // namespace muster::reference
