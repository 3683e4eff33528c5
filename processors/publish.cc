#include "processors/publish.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "processors/judge.h"
#include "projections/codec.h"
#include "projections/edge_rows.h"
#include "projections/flags.h"
#include "projections/index_keys.h"
#include "projections/queries.h"
#include "projections/session_json.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Day;
using projections::Edges;
using projections::Family;
using projections::Grain;
using projections::place_of;
using projections::SessionRow;
using projections::shown_start;
using projections::TenantSeries;
using projections::Vouched;

namespace {

constexpr std::size_t kHeldEvidence = 16;   // sessions of a subject, beyond a flush
constexpr Day kLastDay = std::numeric_limits<Day>::max();

Day first_day_of(const SessionRow& row) {
  return projections::day_of(std::min(row.started_at, shown_start(row)));
}

}  // namespace

void Publisher::publish(Subject& s) {
  for (const Touched& touched : this->touched(s)) publish_one(s, touched);
  count_subject(s);
  s.overlay.write_to(batch_);
  s.overlay.clear();
  s.rows.write_to(batch_);
  s.rows.flushed();
  s.liveness.write_to(batch_);
  s.liveness.flushed();
  s.relist.clear();
  s.fixes.clear();
  if (s.evidence.size() > kHeldEvidence) s.evidence.clear();
}

std::vector<Publisher::Touched> Publisher::touched(Subject& s) {
  std::vector<Touched> all;
  for (const SessionId& id : s.rows.changed()) all.push_back({id, {}, true, false, {}});
  for (const Relist& r : s.relist) all.push_back({r.id, {}, false, true, r.due});
  for (const auto& [id, fixes] : s.fixes) {
    if (const RowPtr row = s.rows.session(id)) all.push_back({row->id, {}, false, false, {}});
  }
  for (const auto& [id, day, named] : s.liveness.changed()) {
    const RowPtr row = s.rows.session(id);
    // Where silence means nothing, only named activities are counted by their vouchers.
    if (row == nullptr || (!named && row->policy.liveness == Liveness::no)) continue;
    all.push_back({row->id, day, false, false, {}});
  }
  if (all.size() < 2) return all;
  std::sort(all.begin(), all.end(), [](const Touched& a, const Touched& b) { return a.id < b.id; });
  std::vector<Touched> each;
  for (Touched& t : all) {
    if (each.empty() || each.back().id != t.id) {
      each.push_back(std::move(t));
      continue;
    }
    Touched& into = each.back();
    into.row_changed |= t.row_changed;
    into.relist |= t.relist;
    if (t.first_day) into.first_day = std::min(into.first_day.value_or(*t.first_day), *t.first_day);
    if (t.due) into.due = std::min(into.due.value_or(*t.due), *t.due);
  }
  return each;
}

void Publisher::publish_one(Subject& s, const Touched& touched) {
  Session session;
  session.row_changed = touched.row_changed;
  session.after = s.rows.now(touched.id).row;
  session.before = s.rows.stored(touched.id).row;
  if (!session.before && !session.after) return;
  // What is over may be over later now, or come back.
  const bool vouched_anew = touched.first_day && !touched.row_changed && session.after->policy.liveness != Liveness::no;
  const bool relist = touched.relist || (vouched_anew && !s.rows.listed(*session.after));
  std::optional<Day> first_day = touched.first_day;
  session.told_as_of = now_;
  if (touched.due && !session.row_changed) {
    session.told_as_of = *touched.due - Duration{1};
    first_day = std::min(first_day.value_or(projections::day_of(now_)), projections::day_of(session.told_as_of));
  }
  const bool measured = session.row_changed || relist || first_day;
  if (measured) measure(s, session, first_day);
  judge(s, touched.id, session);
  if (session.row_changed || relist) index(s, session);
  const bool judged_anew = session.evidence_before != session.evidence_after;
  // Only a position was heard of: what vouches for it is as it was, and still says whether it has ended.
  if (judged_anew && !measured) vouch(s, session, window_of(s, session, {}));
  if (session.row_changed || relist || judged_anew) mark(s, session);
  const bool heard = session.row_changed || relist || session.flagged || session.retold;
  if (heard && announcements_ != nullptr) announce(s, session);
}

// What vouches for it since then, and what that adds to the rollups.
void Publisher::measure(Subject& s, Session& session, std::optional<Day> first_day) {
  const Day from = window_of(s, session, first_day);
  vouch(s, session, from);
  roll_up(s, session, from);
}

void Publisher::vouch(Subject& s, Session& session, Day from) {
  using Version = SubjectLiveness::Version;
  if (session.before) {
    session.vouched_before = s.liveness.of(*session.before, from, kLastDay, Version::flushed);
  }
  if (session.after) session.vouched_after = s.liveness.of(*session.after, from, kLastDay);
}

void Publisher::judge(Subject& s, const SessionId& id, Session& session) {
  auto judged = Judge(batch_, s).judge(
      id, {session.before.get(), session.after.get(), session.vouched_before, session.vouched_after});
  session.evidence_before = std::move(judged.before);
  session.evidence_after = std::move(judged.after);
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
    const auto before = s.liveness.day_before(any, from);
    if (!before) return begun;
    from = *before;
    const auto vouched = s.liveness.of(any, from, from).all;
    if (!vouched.empty() && vouched.front().start < counts_to) break;
  }
  return std::max(begun, from);
}

void Publisher::roll_up(Subject& s, const Session& session, Day from) {
  const Timestamp start = projections::start_of(from);
  const bool alike = session.before && session.after && session.before->kind == session.after->kind &&
                     place_of(*session.before) == place_of(*session.after);
  Contribution before, after;
  if (session.before) contribute(*session.before, session.vouched_before, start, -1, alike ? after : before);
  if (session.after) contribute(*session.after, session.vouched_after, start, 1, after);
  if (session.before) add(s, *session.before, before);
  if (session.after) add(s, *session.after, after);
}

void Publisher::add(Subject& s, const SessionRow& row, const Contribution& contribution) {
  for (const auto& [activity, edges] : contribution.hours) {
    projections::add_subject_hours(batch_, s.scope, row.kind, activity, edges);
  }
  const TenantSeries series{row.kind, place_of(row)};
  if (!contribution.tenant.empty()) tenants_[{row.tenant, series}].add(contribution.tenant);
  if (contribution.cover.empty()) return;
  for (const TenantSeries& of : {series, TenantSeries{row.kind, {}, Grain::kind}, TenantSeries{{}, {}, Grain::all}}) {
    projections::add_steps(contribution.cover, cover_[of]);
  }
}

// Once all its sessions are known: in a quarter a subject is there once, however many of them touch it.
void Publisher::count_subject(Subject& s) {
  for (const auto& [series, steps] : cover_) {
    if (steps.empty()) continue;
    const Edges subjects = s.cover.add(series, steps, batch_);
    if (!subjects.empty()) tenants_[{s.tenant, series}].add(subjects);
  }
  cover_.clear();
}

void Publisher::finish(log::Partition partition) {
  for (const auto& [where, edges] : tenants_) {
    projections::add_tenant_hours(batch_, where.first, partition, where.second, edges);
  }
  tenants_.clear();
}

// What came after the end is no sign of life of the session's.
void Publisher::settle_last_seen(Subject& s, Session& session, Timestamp as_of) {
  const SessionRow& row = *session.after;
  Vouched& by = session.vouched_after;
  const auto counts = [&](Timestamp t) { return projections::counted(row, by.all, t); };
  if (by.last_seen <= as_of && counts(by.last_seen)) return;
  by.last_seen = s.liveness.last_heard(row.id, row.started_at, as_of, counts);
  for (const auto& alias : row.aliases) {
    by.last_seen = std::max(by.last_seen, s.liveness.last_heard(alias.id, alias.since, as_of, counts));
  }
}

void Publisher::announce(Subject& s, Session& session) {
  const SessionRow& any = session.after ? *session.after : *session.before;
  Announcement a;
  a.key = any.tenant.str() + "/" + any.subject.str() + "/" + any.id.str();
  if (!session.after) {
    a.change = Change::gone;
    announcements_->push_back(std::move(a));
    return;
  }
  if (!session.row_changed && session.was_listed == session.is_listed && !session.flagged && !session.retold) return;
  a.change = !session.before                            ? Change::opened
             : session.was_listed && !session.is_listed ? Change::ended
             : !session.row_changed && session.flagged  ? Change::flagged
                                                        : Change::revised;
  // The door lets a time be a little ahead of the clock.
  const Timestamp as_of = std::max(now_, shown_start(*session.after));
  if (!session.row_changed && session.after->policy.liveness != Liveness::no) {
    session.vouched_after = s.liveness.of(*session.after, first_day_of(*session.after), kLastDay);
  }
  settle_last_seen(s, session, as_of);
  auto shown = projections::view(*session.after, session.vouched_after, as_of);
  if (!shown) return;
  projections::add_flags(*session.after, session.vouched_after, session.evidence_after, as_of, *shown);
  a.version = projections::row_version(*session.after);
  projections::append_session_json(a.value, *session.after, *shown, as_of, a.version);
  announcements_->push_back(std::move(a));
}

}  // namespace muster::processors
