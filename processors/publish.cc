#include "processors/publish.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/session_json.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Day;
using projections::Edges;
using projections::Family;
using projections::SessionRow;
using projections::SessionStatus;
using projections::Vouched;

namespace {

constexpr std::size_t kHeldRows = 64;  // of a subject, beyond a flush
constexpr Day kLastDay = std::numeric_limits<Day>::max();

Timestamp shown_start(const SessionRow& row) { return row.corrections.started_at.value_or(row.started_at); }

Day first_day_of(const SessionRow& row) {
  return projections::day_of(std::min(row.started_at, shown_start(row)));
}

keys::SessionKey session_key(const SessionRow& row) { return {shown_start(row), row.subject, row.id}; }

PlaceId place_of(const SessionRow& row) { return row.place ? row.place->place_id : PlaceId{}; }

// The edges of one day or bucket of days, under its first quarter.
std::map<projections::Quarter, projections::Cells> of_day(const Edges& edges, Day day) {
  const projections::Quarter first = day * projections::kQuartersPerDay;
  const auto& all = edges.by_quarter();
  return {all.lower_bound(first), all.lower_bound(first + projections::kQuartersPerDay)};
}

std::set<Day> days_of(const Edges& edges) {
  std::set<Day> days;
  for (const auto& [q, cells] : edges.by_quarter()) {
    days.insert(projections::day_of(projections::start_of_quarter(q)));
  }
  return days;
}

}  // namespace

struct Publisher::Session {
  std::optional<SessionRow> before, after;
  Vouched vouched_before, vouched_after;  // from the window's first day on
  bool row_changed = false;
  bool was_listed = false;
  bool is_listed = false;
};

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
    const auto owner = projections::decode_id_owner(*bytes);
    const SessionId& session = owner && owner->alias_of ? *owner->alias_of : id;
    const auto stored = o_.get(Family::sessions, keys::session(s.scope, session));
    if (stored) {
      if (auto decoded = projections::decode_session(*stored)) row = std::move(*decoded);
    }
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
    if (auto row = projections::decode_session(*bytes)) session.before = std::move(*row);
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
    for (const Day day : days_of(edges)) {
      batch_.add(Family::hours, keys::hours(s.scope, row.kind, activity, day),
                 projections::encode_edges(of_day(edges, day), day));
    }
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
    std::map<std::pair<int, std::int32_t>, projections::Cells> sums;  // by level and bucket
    for (const Day day : days_of(edges)) {
      const auto of_one = of_day(edges, day);
      batch_.add(Family::tenant_hours, keys::tenant_hours(tenant, 0, kind, place, day, partition),
                 projections::encode_edges(of_one, day));
      for (int level = 1; level < keys::kLevels; ++level) {
        auto& sum = sums[{level, keys::bucket_of(day, level)}];
        for (const auto& [q, cells] : of_one) {
          for (std::size_t i = 0; i < cells.size(); ++i) sum[i] += cells[i];
        }
      }
    }
    for (const auto& [at, cells] : sums) {
      const Day day = at.second;  // any: the sum stands in slot 0
      batch_.add(Family::tenant_hours, keys::tenant_hours(tenant, at.first, kind, place, at.second, partition),
                 projections::encode_edges({{day * projections::kQuartersPerDay, cells}}, day));
    }
  }
  tenants_.clear();
}

void Publisher::index(Subject& s, Session& session) {
  if (session.before) session.was_listed = listed(s, *session.before);
  if (session.after && !session.after->corrections.voided) {
    const auto shown = projections::view(*session.after, session.vouched_after, now_);
    session.is_listed = !shown || shown->status == SessionStatus::active;
  }
  const bool moved = session.row_changed && session.before &&
                     (!session.after || session_key(*session.before) != session_key(*session.after));
  const bool renamed =
      session.row_changed && session.before && session.after &&
      (session.before->kind != session.after->kind || place_of(*session.before) != place_of(*session.after));
  if (session.was_listed && (moved || renamed || !session.is_listed)) erase_listed(*session.before);
  if (session.is_listed) put_listed(s, *session.after, session.vouched_after);
  if (session.after && !session.is_listed) await_return(s, *session.after, session.vouched_after);
  if (moved) batch_.erase(Family::starts, keys::starts(s.tenant) + keys::session_key(session_key(*session.before)));
  if (session.after && (moved || !session.before)) {
    batch_.put(Family::starts, keys::starts(s.tenant) + keys::session_key(session_key(*session.after)),
               keys::partition_value(s.partition));
  }
  const SessionRow& any = session.after ? *session.after : *session.before;
  s.listed[any.id] = session.is_listed;
  index_days(s, session);
}

bool Publisher::listed(Subject& s, const SessionRow& row) {
  const auto [it, fresh] = s.listed.try_emplace(row.id, false);
  if (fresh) {
    const std::string own =
        keys::active_of_subject(s.tenant, s.id) + keys::own_key(shown_start(row), row.id);
    it->second = o_.committed().get(Family::active, own).has_value();
  }
  return it->second;
}

void Publisher::erase_listed(const SessionRow& row) {
  const std::string key = keys::session_key(session_key(row));
  batch_.erase(Family::active, keys::active(row.tenant) + key);
  batch_.erase(Family::active, keys::active_of_kind(row.tenant, row.kind) + key);
  if (row.place) batch_.erase(Family::active, keys::active_at_place(row.tenant, row.place->place_id) + key);
  batch_.erase(Family::active,
               keys::active_of_subject(row.tenant, row.subject) + keys::own_key(shown_start(row), row.id));
}

void Publisher::put_listed(Subject& s, const SessionRow& row, const Vouched& vouched) {
  std::optional<Timestamp> due;
  projections::ActiveEntry entry{s.partition, row.kind, place_of(row), shown_start(row), {}};
  if (const auto end = projections::fold_ending(row, vouched.all)) due = end->effective;
  if (row.policy.liveness == Liveness::no) entry.deadline = due;
  if (row.policy.liveness == Liveness::resumes) {
    const auto* alive = projections::component_at(vouched.all, now_);
    if (alive != nullptr && (!due || alive->alive_to < *due)) due = alive->alive_to;
  }
  if (!due && shown_start(row) > now_) due = shown_start(row);
  const std::string key = keys::session_key(session_key(row));
  const std::string value = projections::encode(entry);
  batch_.put(Family::active, keys::active(row.tenant) + key, value);
  batch_.put(Family::active, keys::active_of_kind(row.tenant, row.kind) + key, value);
  if (row.place) batch_.put(Family::active, keys::active_at_place(row.tenant, row.place->place_id) + key, value);
  batch_.put(Family::active,
             keys::active_of_subject(row.tenant, row.subject) + keys::own_key(shown_start(row), row.id), value);
  if (due) {
    batch_.put(Family::timers, keys::timer({s.partition, *due, row.tenant, row.subject, row.id}), "");
  }
}

// A ping may be ahead of the clock by as much as the door lets it.
void Publisher::await_return(Subject& s, const SessionRow& row, const Vouched& vouched) {
  if (row.policy.liveness != Liveness::resumes) return;
  for (const auto& c : vouched.all) {
    if (c.start <= now_) continue;
    batch_.put(Family::timers, keys::timer({s.partition, c.start, row.tenant, row.subject, row.id}), "");
    return;
  }
}

void Publisher::index_days(Subject& s, const Session& session) {
  const auto end_of = [](const SessionRow& row, const Vouched& v, Timestamp at) -> std::optional<Timestamp> {
    const auto shown = projections::view(row, v, at);
    return shown ? shown->ended_at : std::nullopt;
  };
  std::map<Day, std::string> now;
  if (session.after && !session.is_listed && !session.after->corrections.voided) {
    const SessionRow& row = *session.after;
    if (const auto end = end_of(row, session.vouched_after, now_)) {
      const std::string value = projections::encode(projections::DayEntry{s.partition, *end});
      const Day last = projections::day_of(std::max(shown_start(row), *end - Duration{1}));
      for (Day d = projections::day_of(shown_start(row)); d <= last; ++d) now[d] = value;
    }
  }
  if (session.before) {
    const SessionRow& row = *session.before;
    if (const auto end = end_of(row, session.vouched_before, kEndOfTime)) {
      const bool moved = !session.after || session_key(row) != session_key(*session.after);
      for (Day d = projections::day_of(shown_start(row)); d <= projections::day_of(*end); ++d) {
        if (moved || !now.contains(d)) batch_.erase(Family::days, keys::day_entry(s.tenant, d, session_key(row)));
      }
    }
  }
  for (const auto& [day, value] : now) {
    batch_.put(Family::days, keys::day_entry(s.tenant, day, session_key(*session.after)), value);
  }
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
