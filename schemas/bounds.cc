#include "schemas/bounds.h"

#include <algorithm>
#include <cmath>

#include "schemas/ids.h"
#include "schemas/text.h"

namespace muster {
namespace {

// Asks one thing after the other and keeps the first that does not hold.
class Bounds {
 public:
  void need(bool holds, std::string_view where, std::string_view name, std::string_view hint) {
    if (!holds && ok_) keep(where, name, hint);
  }

  void text(std::string_view where, std::string_view name, std::string_view value, std::size_t most, std::size_t least = 0) {
    need(has_at_most(value, most) && value.size() >= least, where, name, "text of the wrong length");
  }
  void text(std::string_view where, std::string_view name, const std::optional<std::string>& value, std::size_t most) {
    if (value) text(where, name, std::string_view{*value}, most);
  }

  void span(std::string_view where, std::string_view name, Duration value, Duration most, Duration least = {}) {
    need(value >= least && value <= most, where, name, "a duration out of range");
  }
  void span(std::string_view where, std::string_view name, const std::optional<Duration>& value, Duration most,
            Duration least = {}) {
    if (value) span(where, name, *value, most, least);
  }

  void within(std::string_view where, std::string_view name, double value, double limit) {
    need(value >= -limit && value <= limit, where, name, "a coordinate out of range");
  }
  void finite(std::string_view where, std::string_view name, const std::optional<double>& value) {
    need(!value || std::isfinite(*value), where, name, "not a number");
  }
  void not_negative(std::string_view where, std::string_view name, const std::optional<double>& value) {
    need(!value || (std::isfinite(*value) && *value >= 0), where, name, "a length below 0");
  }

  void session_id(const SessionId& id) {
    need(is_session_id(id.view()), "/data", "session_id", "not the id of a session");
  }

  void position(const Position& p) {
    constexpr std::string_view kWhere = "/data/position";
    within(kWhere, "lat", p.lat, 90);
    within(kWhere, "lon", p.lon, 180);
    need(p.lat != 0 || p.lon != 0, kWhere, "lat", "0, 0 is what a device says that has no fix");
    not_negative(kWhere, "accuracy_m", p.accuracy_m);
    finite(kWhere, "altitude_m", p.altitude_m);
    finite(kWhere, "speed_mps", p.speed_mps);
    finite(kWhere, "heading_deg", p.heading_deg);
  }
  void position(const std::optional<Position>& p) {
    if (p) position(*p);
  }

  Status status() && {
    if (ok_) return Done{};
    return Error{"bad_event", ErrorClass::invalid, std::move(where_), std::move(hint_)};
  }

 private:
  void keep(std::string_view where, std::string_view name, std::string_view hint) {
    ok_ = false;
    where_.assign(where).append("/").append(name);
    hint_ = hint;
  }

  bool ok_ = true;
  std::string where_;
  std::string hint_;
};

void check_envelope(Bounds& b, const Envelope& env) {
  b.text("", "id", env.id.view(), kMaxText, 1);
  b.text("", "source", std::string_view{env.source}, kMaxText, 1);
  b.need(is_subject(env.subject.view()), "", "subject", "1 to 128 bytes in NFC without control characters");
  b.need(is_tenant(env.tenant.view()), "", "tenant", "1 to 64 of a-z, 0-9 and -");
  b.text("", "actor", env.actor, kMaxText);
  b.text("", "traceparent", env.traceparent, kMaxText);
}

void check_policy(Bounds& b, const Policy& p) {
  constexpr std::string_view kWhere = "/data/policy";
  b.span(kWhere, "ttl_s", p.ttl, kMaxPolicySpan, kLeastPolicySpan);
  b.span(kWhere, "max_duration_s", p.max_duration, kMaxPolicySpan, kLeastPolicySpan);
  b.span(kWhere, "next_ping_s", p.next_ping, kMaxVoucher, kLeastPolicySpan);
  b.span(kWhere, "grace_s", p.grace, kMaxVoucher);
  b.need(!p.limit || (*p.limit > 0 && *p.limit <= kMaxLimit), kWhere, "limit", "a limit is 1 to 1000000");
  b.span(kWhere, "long_after_s", p.long_after, kMaxPolicySpan, kLeastPolicySpan);
  b.not_negative(kWhere, "accuracy_max_m", p.accuracy_max_m);
  b.span(kWhere, "late_after_s", p.late_after, kMaxPolicySpan, kLeastPolicySpan);
  b.span(kWhere, "silent_after_s", p.silent_after, kMaxPolicySpan, kLeastPolicySpan);
}

void check_place(Bounds& b, const Place& p) {
  constexpr std::string_view kWhere = "/data/place";
  b.need(is_subject(p.place_id.view()), kWhere, "place_id", "1 to 128 bytes in NFC without control characters");
  b.text(kWhere, "name", std::string_view{p.name}, kMaxText);
  b.within(kWhere, "lat", p.lat, 90);
  b.within(kWhere, "lon", p.lon, 180);
  b.need(p.lat != 0 || p.lon != 0, kWhere, "lat", "0, 0 is no place");
  b.need(p.radius_m > 0 && p.radius_m <= kMaxRadiusM, kWhere, "radius_m", "a radius is more than 0 and at most 1000000");
}

void check_device(Bounds& b, const Device& d) {
  constexpr std::string_view kWhere = "/data/device";
  b.text(kWhere, "device_id", std::string_view{d.device_id}, kMaxText);
  b.text(kWhere, "name", std::string_view{d.name}, kMaxText);
  b.text(kWhere, "type", std::string_view{d.type}, kMaxText);
  b.text(kWhere, "browser", std::string_view{d.browser}, kMaxText);
  b.text(kWhere, "ip", std::string_view{d.ip}, kMaxText);
}

struct CheckData {
  Bounds& b;
  const Envelope& env;

  void operator()(const CheckIn& c) const {
    b.session_id(c.session_id);
    b.text("/data", "kind", c.kind.view(), kMaxText, 1);
    check_policy(b, c.policy);
    b.span("/data", "next_ping_s", c.next_ping, kMaxVoucher);
    b.span("/data", "grace_s", c.grace, kMaxVoucher);
    b.text("/data", "activity", c.activity, kMaxText);
    if (c.place) check_place(b, *c.place);
    b.position(c.position);
    if (c.device) check_device(b, *c.device);
    b.text("/data", "service_type", c.service_type, kMaxText);
    b.text("/data", "notes", c.notes, kMaxNotes);
    b.need(c.labels.size() <= kMaxLabels, "/data", "labels", "too many labels");
    for (const auto& [name, value] : c.labels) {
      b.need(characters(name) <= kMaxLabelName && characters(value) <= kMaxText, "/data", "labels", "a label too long");
    }
  }

  void operator()(const Ping& p) const {
    b.session_id(p.session_id);
    b.span("/data", "next_ping_s", p.next_ping, kMaxVoucher);
    b.span("/data", "grace_s", p.grace, kMaxVoucher);
    b.text("/data", "activity", std::string_view{p.activity}, kMaxText);
  }

  void operator()(const Location& l) const {
    b.session_id(l.session_id);
    b.position(l.position);
  }

  void operator()(const CheckOut& c) const {
    if (const auto* session = std::get_if<SessionId>(&c.selector)) b.session_id(*session);
    if (const auto* kind = std::get_if<Kind>(&c.selector)) b.text("/data", "kind", kind->view(), kMaxText, 1);
    b.position(c.position);
    b.text("/data", "notes", c.notes, kMaxNotes);
  }

  void operator()(const Amendment& a) const {
    b.session_id(a.session_id);
    b.need(a.started_at || a.ended_at || a.void_, "/data", "why", "an amendment amends started_at, ended_at or void");
    b.text("/data", "why", std::string_view{a.why}, kMaxWhy, 1);
  }

  void operator()(const Review& r) const {
    b.session_id(r.session_id);
    b.text("/data", "note", r.note, kMaxNotes);
  }

  void operator()(const DirectoryChange& d) const {
    b.need(d.id == env.subject.str(), "", "subject", "the subject of a directory change is the id of its record");
  }
};

}  // namespace

bool has_at_most(std::string_view utf8, std::size_t most) { return utf8.size() <= most || characters(utf8) <= most; }

Status check_bounds(const Event& event) {
  Bounds b;
  check_envelope(b, event.env);
  std::visit(CheckData{b, event.env}, event.data);
  return std::move(b).status();
}

}  // namespace muster
