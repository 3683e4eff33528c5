#include "tests/support/stories.h"

namespace muster::stories {
namespace {

using std::chrono::seconds;

CheckIn& check_in_of(Told& told) { return std::get<CheckIn>(told.event.data); }

}  // namespace

Told& Told::id(std::string_view v) {
  event.env.id.assign(v);
  return *this;
}

Told& Told::source(std::string_view v) {
  event.env.source = std::string(v);
  return *this;
}

Told& Told::subject(std::string_view v) {
  event.env.subject.assign(v);
  return *this;
}

Told& Told::accepted(Timestamp t) {
  event.env.ingesttime = t;
  return *this;
}

Told& Told::claimed(Timestamp t) {
  event.env.devicetime = t;
  return *this;
}

Told& Told::by(std::string_view v) {
  event.env.actor = std::string(v);
  return *this;
}

Told& Told::imported() {
  event.env.imported = true;
  return *this;
}

Told& Told::policy(const Policy& v) {
  CheckIn& in = check_in_of(*this);
  in.policy = v;
  in.next_ping = v.liveness == Liveness::no ? std::nullopt : v.next_ping;
  in.grace = v.liveness == Liveness::no ? std::nullopt : v.grace;
  return *this;
}

Told& Told::vouching(int next_ping_s, int grace_s) {
  check_in_of(*this).next_ping = seconds{next_ping_s};
  check_in_of(*this).grace = seconds{grace_s};
  return *this;
}

Told& Told::activity(std::string_view v) {
  check_in_of(*this).activity = v;
  return *this;
}

Told& Told::notes(std::string_view v) {
  if (auto* out = std::get_if<CheckOut>(&event.data)) {
    out->notes = v;
  } else {
    check_in_of(*this).notes = v;
  }
  return *this;
}

Told& Told::label(std::string_view key, std::string_view value) {
  check_in_of(*this).labels[std::string(key)] = value;
  return *this;
}

Told& Told::place(std::string_view place_id, double lat, double lon, double radius_m) {
  check_in_of(*this).place = Place{PlaceId{place_id}, std::string(place_id), lat, lon, radius_m};
  return *this;
}

Position* Told::where() {
  if (auto* l = std::get_if<Location>(&event.data)) return &l->position;
  auto* out = std::get_if<CheckOut>(&event.data);
  auto& position = out ? out->position : check_in_of(*this).position;
  if (!position) position.emplace();
  return &*position;
}

Told& Told::position(double lat, double lon, std::optional<double> accuracy_m) {
  Position* p = where();
  p->lat = lat;
  p->lon = lon;
  p->accuracy_m = accuracy_m;
  return *this;
}

Told& Told::mock() {
  where()->mock = true;
  return *this;
}

Told& Told::started_at(std::optional<Timestamp> t) {
  std::get<Amendment>(event.data).started_at = t;
  return *this;
}

Told& Told::ended_at(std::optional<Timestamp> t) {
  std::get<Amendment>(event.data).ended_at = t;
  return *this;
}

Told& Told::voiding(bool v) {
  std::get<Amendment>(event.data).void_ = v;
  return *this;
}

}  // namespace muster::stories
