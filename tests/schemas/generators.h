// Random events for the tests of the codec: everything that check_bounds() takes, edges included.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <string>

#include "schemas/event.h"

namespace muster::gen {

inline rc::Gen<std::string> text() {
  // Escapes, a pair of UTF-16 units, U+E000, DEL: what a codec trips over.
  const auto piece = rc::gen::element<std::string>("a", "Z", "7", " ", "\"", "\\", "/", "\n", "\t", "\x01", "\x7f", "ä", "€",
                                                   "\xee\x80\x80", "\xf0\x9f\x98\x80", "{", "]", ",", ":");
  return rc::gen::map(rc::gen::resize(12, rc::gen::container<std::vector<std::string>>(piece)), [](const auto& pieces) {
    std::string out;
    for (const auto& p : pieces) out += p;
    return out;
  });
}

inline rc::Gen<std::string> some_text() {
  return rc::gen::map(text(), [](std::string s) { return s.empty() ? std::string("x") : s; });
}

inline rc::Gen<std::string> token() {
  return rc::gen::element<std::string>("s1", "0198c0de-7a11-7e57-a11e-0123456789ab", "A.b_c:d-9", "x");
}

inline rc::Gen<Duration> span() {
  return rc::gen::map(rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 31'536'000'001), rc::gen::just<std::int64_t>(60'000)),
                      [](std::int64_t ms) { return Duration{ms}; });
}

inline rc::Gen<Timestamp> time() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'800'000), from_ms);
}

template <class T>
rc::Gen<std::optional<T>> maybe(rc::Gen<T> value) {
  return rc::gen::oneOf(rc::gen::just(std::optional<T>{}),
                        rc::gen::map(std::move(value), [](T v) { return std::optional<T>{std::move(v)}; }));
}

inline rc::Gen<double> coordinate(double limit) {
  return rc::gen::map(rc::gen::inRange(-1'000'000'000, 1'000'000'001), [limit](int n) { return n * 1e-9 * limit; });
}

inline rc::Gen<double> length() {
  return rc::gen::map(rc::gen::inRange(0, 1'000'000'000), [](int n) { return n * 0.001; });
}

inline rc::Gen<Position> position() {
  return rc::gen::exec([] {
    Position p;
    p.lat = *coordinate(90);
    p.lon = *coordinate(180);
    if (p.lat == 0 && p.lon == 0) p.lat = 1;
    p.accuracy_m = *maybe(length());
    p.altitude_m = *maybe(coordinate(9000));
    p.speed_mps = *maybe(coordinate(100));
    p.heading_deg = *maybe(coordinate(360));
    p.mock = *maybe(rc::gen::arbitrary<bool>());
    return p;
  });
}

inline rc::Gen<Duration> policy_span() {
  return rc::gen::map(span(), [](Duration d) { return std::max(d, Duration{1000}); });
}

inline Place draw_place() {
  Place p{PlaceId{*token()}, *text(), *coordinate(90), *coordinate(180), std::max(0.001, *length())};
  if (p.lat == 0 && p.lon == 0) p.lat = 1;
  return p;
}

inline rc::Gen<Policy> policy() {
  return rc::gen::exec([] {
    Policy p;
    p.ttl = *maybe(policy_span());
    p.max_duration = *maybe(policy_span());
    p.liveness = *rc::gen::element(Liveness::no, Liveness::final, Liveness::resumes);
    p.next_ping = *maybe(policy_span());
    p.grace = *maybe(span());
    p.limit = *maybe(rc::gen::inRange<std::uint32_t>(1, 1'000'001));
    p.on_limit = *rc::gen::element(OnLimit::keep, OnLimit::evict_oldest);
    p.long_after = *maybe(policy_span());
    p.counts = *rc::gen::arbitrary<bool>();
    p.place_required = *rc::gen::arbitrary<bool>();
    p.accuracy_max_m = *maybe(length());
    p.late_after = *maybe(policy_span());
    p.review_all = *rc::gen::arbitrary<bool>();
    p.silent_after = *maybe(policy_span());
    return p;
  });
}

inline CheckIn draw_check_in() {
  CheckIn c;
  c.session_id = SessionId{*token()};
  c.kind = Kind{*some_text()};
  c.policy = *policy();
  c.next_ping = *maybe(span());
  c.grace = *maybe(span());
  c.activity = *maybe(text());
  if (*rc::gen::arbitrary<bool>()) c.place = draw_place();
  c.position = *maybe(position());
  if (*rc::gen::arbitrary<bool>()) c.device = Device{*text(), *text(), *text(), *text(), *text()};
  c.service_type = *maybe(text());
  c.notes = *maybe(text());
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) c.labels.emplace(*text(), *text());
  return c;
}

inline CheckOut draw_check_out() {
  CheckOut c;
  switch (*rc::gen::inRange(0, 3)) {
    case 0: c.selector = SessionId{*token()}; break;
    case 1: c.selector = Kind{*some_text()}; break;
    default: c.selector = AllSessions{};
  }
  c.reason = *rc::gen::element(CheckOutReason::checkout, CheckOutReason::logout, CheckOutReason::admin,
                               CheckOutReason::emergency);
  c.position = *maybe(position());
  c.notes = *maybe(text());
  return c;
}

inline Amendment draw_amendment() {
  Amendment a;
  a.session_id = SessionId{*token()};
  a.started_at = *maybe(maybe(time()));
  a.ended_at = *maybe(maybe(time()));
  a.void_ = *maybe(rc::gen::arbitrary<bool>());
  if (!a.started_at && !a.ended_at && !a.void_) a.void_ = true;
  a.why = *some_text();
  return a;
}

inline EventData draw_data(const std::string& subject) {
  switch (*rc::gen::inRange(0, 7)) {
    case 0: return draw_check_in();
    case 1: return Ping{SessionId{*token()}, *span(), *span(), *text()};
    case 2: return Location{SessionId{*token()}, *position()};
    case 3: return draw_check_out();
    case 4: return draw_amendment();
    case 5: return Review{SessionId{*token()}, *rc::gen::element(Decision::approve, Decision::reject, Decision::reopen), *maybe(text())};
    default:
      return DirectoryChange{*rc::gen::element(DirectoryType::subject, DirectoryType::place, DirectoryType::device,
                                               DirectoryType::account, DirectoryType::key, DirectoryType::logins),
                             subject, R"({"a":[1,2.5,"x"],"hash":"9f","lat":52.5,"lon":13.4,"name":"Ä","password":"$","radius_m":100,"role":"user","subject":"u-1"})"};
  }
}

inline rc::Gen<Event> event() {
  return rc::gen::exec([] {
    Event e;
    e.env.id = EventId{*some_text()};
    e.env.source = *some_text();
    e.env.tenant = Tenant{*rc::gen::element<std::string>("default", "a-9")};
    e.env.subject = SubjectId{*rc::gen::element<std::string>("u-17", "Ä rger", "\"quoted\"", "a/b")};
    e.env.time = *time();
    e.env.ingesttime = *time();
    e.env.devicetime = *maybe(time());
    e.env.actor = *maybe(text());
    e.env.imported = *rc::gen::arbitrary<bool>();
    e.env.traceparent = *maybe(text());
    e.data = draw_data(e.env.subject.str());
    return e;
  });
}

}  // namespace muster::gen
