#include "processors/publish.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "projections/codec.h"
#include "projections/edge_rows.h"
#include "projections/index_keys.h"
#include "projections/queries.h"
#include "projections/session_json.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Day;
using projections::Edges;
using projections::Family;
using projections::place_of;
using projections::SessionRow;
using projections::shown_start;
using projections::Vouched;

namespace {

constexpr std::size_t kHeldRows = 64;  // of a subject, beyond a flush
constexpr Day kLastDay = std::numeric_limits<Day>::max();

Day first_day_of(const SessionRow& row) {
  return projections::day_of(std::min(row.started_at, shown_start(row)));
}

}  // namespace

void Publisher::publish(Subject& s, const std::set<SessionId>& changed_rows) {
  std::map<SessionId, Day> touched;  // sessions whose vouchers changed, and the first day of that
  for (const auto& [id, day, named] : s.liveness.changed()) {
    const auto row = row_of(s, id);
    // Where silence means nothing, only named activities are counted by their vouchers.
    if (!row || (!named && row->policy.liveness == Liveness::no)) continue;
    const auto [it, fresh] = touched.try_emplace(row->id, day);
    it->second = std::min(it->second, day);
  }
  std::set<SessionId> all(changed_rows);
  std::set<SessionId> relist(s.relist.begin(), s.relist.end());
  for (const auto& [id, day] : touched) {
    // What is over may be over later now, or come back.
    if (changed_rows.contains(id)) continue;
    const auto row = row_of(s, id);
    if (row && row->policy.liveness != Liveness::no && !listed(s, *row)) relist.insert(id);
  }
  all.insert(relist.begin(), relist.end());
  for (const auto& [id, day] : touched) all.insert(id);
  for (const SessionId& id : all) {
    const auto first = touched.find(id);
    publish_one(s, id, changed_rows.contains(id), relist.contains(id),
                first == touched.end() ? std::nullopt : std::optional{first->second});
  }
  s.liveness.write_to(batch_, s.scope);
  s.liveness.flushed();
  s.relist.clear();
  if (s.rows.size() > kHeldRows) s.rows.clear();
  if (s.listed.size() > kHeldRows) s.listed.clear();
}

std::optional<SessionRow> Publisher::row_of(Subject& s, const SessionId& id) {
  if (const auto known = s.rows.find(id); known != s.rows.end()) return known->second;
  std::optional<SessionRow> row;
  if (const auto bytes = o_.get(Family::ids, keys::id(s.tenant, id, s.id))) {
    const auto owner = projections::or_fail(projections::decode_id_owner(*bytes));
    const SessionId& session = owner.alias_of ? *owner.alias_of : id;
    const auto stored = o_.get(Family::sessions, keys::session(s.scope, session));
    if (stored) row = projections::or_fail(projections::decode_session(*stored));
  }
  s.rows[id] = row;
  return row;
}

void Publisher::publish_one(Subject& s, const SessionId& id, bool row_changed, bool relist,
                            std::optional<Day> first_day) {
  Session session;
  session.row_changed = row_changed;
  session.after = row_of(s, id);
  if (session.after && session.after->id != id) session.after.reset();
  if (!row_changed) {
    session.before = session.after;
  } else if (const auto bytes = o_.committed().get(Family::sessions, keys::session(s.scope, id))) {
    session.before = projections::or_fail(projections::decode_session(*bytes));
  }
  if (!session.before && !session.after) return;
  const Day from = window_of(s, session, first_day);
  using Version = SubjectLiveness::Version;
  if (session.before) {
    session.vouched_before = s.liveness.of(o_, s.scope, *session.before, from, kLastDay, Version::flushed);
  }
  if (session.after) session.vouched_after = s.liveness.of(o_, s.scope, *session.after, from, kLastDay);
  roll_up(s, session, from);
  if (row_changed || relist) {
    index(s, session);
    announce(session);
  }
}

// From which day on the session may differ from what was last flushed.
Day Publisher::window_of(Subject& s, const Session& session, std::optional<Day> first_day) {
  const SessionRow& any = session.after ? *session.after : *session.before;
  const Day begun = first_day_of(any);
  if (session.row_changed) return session.before ? std::min(begun, first_day_of(*session.before)) : begun;
  if (any.policy.liveness == Liveness::final || !any.corrections.notes.empty()) return begun;
  // From the day on which silence fell before: what ended there may go on now. What was vouched for
  // after a seal or a deadline does not count.
  Timestamp counts_to = any.sealed.value_or(kEndOfTime);
  if (const auto by_time = projections::deadline(any, {})) counts_to = std::min(counts_to, by_time->at);
  Day from = first_day.value_or(projections::day_of(now_));
  while (from > begun) {
    const auto before = s.liveness.day_before(o_, s.scope, any, from);
    if (!before) return begun;
    from = *before;
    const auto vouched = s.liveness.of(o_, s.scope, any, from, from).all;
    if (!vouched.empty() && vouched.front().start < counts_to) break;
  }
  return std::max(begun, from);
}

void Publisher::roll_up(Subject& s, const Session& session, Day from) {
  const Timestamp start = projections::start_of(from);
  Contribution before, after;
  if (session.before) contribute(*session.before, session.vouched_before, start, -1, before);
  if (session.after) contribute(*session.after, session.vouched_after, start, 1, after);
  const auto add_hours = [&](const SessionRow& row, const std::string& activity, const Edges& edges) {
    projections::add_subject_hours(batch_, s.scope, row.kind, activity, edges);
  };
  const bool alike = session.before && session.after && session.before->kind == session.after->kind &&
                     place_of(*session.before) == place_of(*session.after);
  if (alike) {
    for (const auto& [activity, edges] : before.hours) after.hours[activity].add(edges);
    after.tenant.add(before.tenant);
    before = {};
  }
  for (const auto& [activity, edges] : before.hours) add_hours(*session.before, activity, edges);
  for (const auto& [activity, edges] : after.hours) add_hours(*session.after, activity, edges);
  if (!before.tenant.empty()) add_tenant(*session.before, before.tenant);
  if (!after.tenant.empty()) add_tenant(*session.after, after.tenant);
}

void Publisher::add_tenant(const SessionRow& row, const Edges& edges) {
  tenants_[{row.tenant, row.kind, place_of(row)}].add(edges);
}

void Publisher::finish(log::Partition partition) {
  for (const auto& [where, edges] : tenants_) {
    const auto& [tenant, kind, place] = where;
    projections::add_tenant_hours(batch_, tenant, partition, kind, place, edges);
  }
  tenants_.clear();
}

void Publisher::announce(const Session& session) {
  const SessionRow& any = session.after ? *session.after : *session.before;
  Announcement a;
  a.key = any.tenant.str() + "/" + any.subject.str() + "/" + any.id.str();
  if (!session.after) {
    a.change = Change::gone;
    announcements_.push_back(std::move(a));
    return;
  }
  if (!session.row_changed && session.was_listed == session.is_listed) return;
  a.change = !session.before                               ? Change::opened
             : session.was_listed && !session.is_listed    ? Change::ended
                                                           : Change::revised;
  // The door lets a time be a little ahead of the clock.
  const Timestamp as_of = std::max(now_, shown_start(*session.after));
  const auto shown = projections::view(*session.after, session.vouched_after, as_of);
  if (!shown) return;
  a.version = projections::row_version(*session.after);
  projections::append_session_json(a.value, *session.after, *shown, as_of, a.version);
  announcements_.push_back(std::move(a));
}

}  // namespace muster::processors
