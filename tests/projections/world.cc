#include "tests/projections/world.h"

#include <gtest/gtest.h>

#include "projections/codec.h"
#include "projections/edge_rows.h"
#include "projections/index_keys.h"
#include "projections/store_meta.h"

namespace muster::projections {

World::World() { EXPECT_TRUE(check_meta(store, 1, "memory").ok()); }

SessionRow World::row(const std::string& subject, const std::string& id, const std::string& kind, Timestamp start,
                      std::optional<Timestamp> end) {
  SessionRow row;
  row.tenant = Tenant("acme");
  row.subject = SubjectId(subject);
  row.id = SessionId(id);
  row.kind = Kind(kind);
  row.policy.liveness = kind == "pc" ? Liveness::resumes : kind == "device" ? Liveness::final : Liveness::no;
  row.policy.counts = kind != "device";
  row.started_at = row.last_check_in = start;
  row.opened_by = {start, EventType::checkin, EventId("in-" + id), "test"};
  if (end) row.end = ExplicitEnd{*end, EndReason::checkout, {*end, EventType::checkout, EventId("out-" + id), "test"}, *end};
  return row;
}

void World::commit(std::unique_ptr<Batch> batch) { ASSERT_TRUE(store.commit(std::move(batch)).ok()); }

void World::change_day(const std::string& subject, const std::string& id, Day day,
                       const std::function<void(DayLiveness&)>& change) {
  const std::string key = keys::liveness(scope(subject), day, SessionId(id));
  DayLiveness of_day;
  if (const auto bytes = store.latest()->get(Family::liveness, key)) of_day = or_fail(decode_day_liveness(*bytes));
  change(of_day);
  auto batch = store.batch();
  batch->put(Family::liveness, key, encode(of_day));
  commit(std::move(batch));
}

void World::vouch(const std::string& subject, const std::string& id, const Voucher& v) {
  const Component whole{v.t, v.t + v.next_ping + v.grace, v.t + v.next_ping};
  for (const auto& [day, piece] : split_by_day(whole)) {
    change_day(subject, id, day, [&, piece = piece](DayLiveness& of_day) {
      merge(of_day.lanes[{v.kind, ""}], piece);
      if (!v.activity.empty()) merge(of_day.lanes[{v.kind, v.activity}], piece);
    });
  }
}

void World::see(const std::string& subject, const std::string& id, Timestamp t) {
  change_day(subject, id, day_of(t), [&](DayLiveness& d) { d.last_seen = std::max(d.last_seen, t); });
}

void World::put(const SessionRow& row) {
  const auto own = keys::scope(0, row.tenant, row.subject);
  const Vouched by = vouched(*store.latest(), 0, row, kNow + std::chrono::days{40});
  auto batch = store.batch();
  batch->put(Family::sessions, keys::session(own, row.id), encode(row));
  batch->put(Family::ids, keys::id(row.tenant, row.id, row.subject), encode(IdOwner{0, {}}));
  for (const Alias& a : row.aliases) {
    batch->put(Family::ids, keys::id(row.tenant, a.id, row.subject), encode(IdOwner{0, row.id}));
  }
  index(*batch, row, by);
  roll_up(*batch, row, by);
  commit(std::move(batch));
}

void World::index(Batch& batch, const SessionRow& row, const Vouched& by) {
  const keys::SessionKey key{row.corrections.started_at.value_or(row.started_at), row.subject, row.id};
  batch.put(Family::starts, keys::starts(row.tenant) + keys::session_key(key), keys::partition_value(0));
  const auto shown = view(row, by, kNow);
  if (row.corrections.voided) return;
  if (!shown || shown->status == SessionStatus::active) {
    ActiveEntry active{0, row.kind, row.place ? row.place->place_id : PlaceId{}, key.start, {}};
    if (const auto end = fold_ending(row, by.all)) active.deadline = end->effective;
    const std::string entry = encode(active), tail = keys::session_key(key);
    batch.put(Family::active, keys::active(row.tenant) + tail, entry);
    batch.put(Family::active, keys::active_of_kind(row.tenant, row.kind) + tail, entry);
    if (row.place) batch.put(Family::active, keys::active_at_place(row.tenant, row.place->place_id) + tail, entry);
    batch.put(Family::active, keys::active_of_subject(row.tenant, row.subject) + keys::own_key(key.start, row.id), entry);
    return;
  }
  const Timestamp end = *shown->over_from;
  for (const auto bucket : keys::buckets_over(day_of(key.start), day_of(std::max(key.start, end - Duration{1})))) {
    batch.put(Family::days, keys::day_entry(row.tenant, bucket, key), encode(DayEntry{0, end}));
  }
}

void World::roll_up(Batch& batch, const SessionRow& row, const Vouched& by) {
  const auto own = keys::scope(0, row.tenant, row.subject);
  const auto in = presence(row, by.all);
  Edges hours, of_tenant;
  for (const Interval& i : in) {
    of_tenant.add_presence(i, 1);
    if (row.policy.counts) hours.add_counted(i, 1);
  }
  for (const auto& [activity, components] : by.by_activity) {
    Edges named;
    for (const Interval& i : presence_in(in, components)) named.add_counted(i, 1);
    add_subject_hours(batch, own, row.kind, activity, named);
  }
  add_subject_hours(batch, own, row.kind, "", hours);
  of_tenant.add(hours);
  of_tenant.add_started(row.started_at, 1);
  if (row.end) of_tenant.add_ended(row.end->at, row.end->reason, 1);
  add_tenant_hours(batch, row.tenant, 0, {row.kind, row.place ? row.place->place_id : PlaceId{}}, of_tenant);
}

}  // namespace muster::projections
