#include "tests/projections/sample_rows.h"

namespace muster::projections::samples {
namespace {

const Timestamp kMorning = from_ms(1'795'000'000'000);

Timestamp minutes(int m) { return kMorning + std::chrono::minutes{m}; }

Policy policy() {
  Policy p;
  p.max_duration = std::chrono::hours{8};
  p.next_ping = std::chrono::seconds{60};
  p.liveness = Liveness::resumes;
  p.limit = 3;
  p.on_limit = OnLimit::evict_oldest;
  p.accuracy_max_m = 100;
  p.place_required = true;
  return p;
}

Position position() { return {52.5, -13.4, 12.5, 34.0, 0.5, 270.0, true}; }

}  // namespace

SessionRow session() {
  SessionRow row;
  row.tenant = Tenant("acme");
  row.subject = SubjectId("u-17");
  row.id = SessionId("s1");
  row.kind = Kind("visit");
  row.policy = policy();
  row.started_at = kMorning;
  row.opened_by = {kMorning, EventType::checkin, EventId("e1"), "phone"};
  row.opened_ingesttime = minutes(1);
  row.imported = true;
  row.place = Place{PlaceId("7"), "Harbour", 52.5, -13.4, 100};
  row.check_in_position = position();
  row.check_out_position = Position{52.5, -13.5, {}, {}, {}, {}, {}};
  row.activity = "care";
  row.device = Device{"d1", "Phone", "mobile", "Firefox", "::1"};
  row.service_type = "nursing";
  row.notes = "calm";
  row.labels = {{"ward", "north"}};
  row.last_check_in = minutes(5);
  row.aliases = {{SessionId("s2"), minutes(5)}};
  row.end = ExplicitEnd{minutes(60), EndReason::admin, {minutes(60), EventType::checkout, EventId("e2"), "desk"}, minutes(61)};
  row.sealed = minutes(70);
  row.corrections.ended_at = minutes(50);
  row.corrections.notes = {{"boss", minutes(90), minutes(92), EventId("e3"), "desk", {row.id, {}, {minutes(50)}, false, "left early"}}};
  row.flags = {{FlagName::late_arrival, minutes(40), minutes(41), "{}"}};
  row.reviews = {{Decision::approve, "boss", minutes(95), minutes(96), "fine", EventId("e4"), "desk"}};
  return row;
}

HistoryRow history() { return {Outcome::refreshed, "s1", 3, 871, "{\"id\":\"e1\"}"}; }

IdentityRow identity() { return {kMorning, minutes(1), 0x0123456789abcdef, {{minutes(2), 7}}}; }

Checkpoint checkpoint() { return {{session()}}; }

SubjectHead subject_head() {
  return {{SessionId("s1")}, {{Kind("visit"), {false, true, true, false}}}, minutes(95), minutes(80), true, 4};
}

DayLiveness liveness() {
  DayLiveness row;
  row.lanes[{Kind(), ""}] = {{minutes(0), minutes(10), minutes(9)}, {minutes(20), minutes(30), minutes(19)}};
  row.lanes[{Kind("pc"), "coding"}] = {{minutes(0), minutes(2), minutes(1)}};
  row.last_seen = minutes(29);
  return row;
}

TrailFix trail_fix() { return {kMorning, position(), minutes(1), FixSource::location}; }

Evidence evidence() { return {{{FlagName::left_place, minutes(2), minutes(3), "{}"}}, trail_fix(), true, minutes(4)}; }

ActiveEntry active_entry() { return {3, Kind("visit"), PlaceId("7"), kMorning, minutes(480)}; }

CoverDay cover_day() {
  CoverDay row{2, {}};
  row.steps.emplace(0, -1);
  row.steps.emplace(34, 3);
  return row;
}

OutboxRow outbox() { return {Topic::sessions, "acme/u-17/s1", "{}", {{"ce_id", "e1"}}, kMorning}; }

}  // namespace muster::projections::samples
