// Where a session is found: the active indexes while it is in, the days that it overlaps once it is
// over, its start always; and the timer that looks at it again.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "processors/publish.h"
#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Family;
using projections::place_of;
using projections::SessionRow;
using projections::shown_start;
using projections::SessionStatus;
using projections::Vouched;

namespace {

keys::SessionKey session_key(const SessionRow& row) { return {shown_start(row), row.subject, row.id}; }

bool end_alike(const std::optional<projections::SessionView>& a, const std::optional<projections::SessionView>& b) {
  return a.has_value() == b.has_value() &&
         (!a || (a->status == b->status && a->end_reason == b->end_reason && a->ended_at == b->ended_at));
}

// Of a session that is over, or silent, from `over` on.
std::set<std::string> day_entries(const SessionRow& row, Timestamp over) {
  const Timestamp start = shown_start(row);
  const projections::Day first = projections::day_of(start), last = projections::day_of(std::max(start, over - Duration{1}));
  std::set<std::string> entries;
  for (const keys::Bucket b : keys::buckets_over(first, last)) {
    entries.insert(keys::day_entry(row.tenant, b, session_key(row)));
  }
  return entries;
}

}  // namespace

void Publisher::index(Subject& s, Session& session) {
  if (session.before) session.was_listed = s.rows.listed(*session.before);
  if (session.after && !session.after->corrections.voided) {
    const auto shown = projections::view(*session.after, session.vouched_after, now_);
    session.is_listed = !shown || shown->status == SessionStatus::active;
    // The row does not tell that time, or a sign of life, has moved the end of what was over.
    session.retold |= !session.row_changed && !session.is_listed &&
                      !end_alike(shown, projections::view(*session.before, session.vouched_before, session.told_as_of));
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
  s.rows.set_listed(any.id, session.is_listed);
  index_days(s, session);
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
  projections::ActiveEntry entry{s.partition, row.kind, place_of(row), shown_start(row), {}};
  // When to look at it again. What lies behind would be looked at for ever: it may have ended, and be shown as begun
  // only in a moment, or up to an amended end.
  std::optional<Timestamp> due;
  const auto offer = [&](Timestamp t) {
    if (t > now_ && (!due || t < *due)) due = t;
  };
  if (const auto end = projections::fold_ending(row, vouched.all)) {
    offer(end->effective);
    if (row.policy.liveness == Liveness::no) entry.deadline = end->effective;
  }
  if (row.corrections.ended_at) {  // it is shown up to there, whatever ended it before
    const Timestamp end = std::max(*row.corrections.ended_at, shown_start(row));
    offer(end);
    if (entry.deadline) entry.deadline = end;
  }
  if (row.policy.liveness == Liveness::resumes) {
    if (const auto* alive = projections::component_at(vouched.all, now_)) offer(alive->alive_to);
  }
  offer(shown_start(row));
  if (row.policy.long_after) offer(shown_start(row) + *row.policy.long_after);
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
  std::set<std::string> now;
  std::string value;
  if (session.after && !session.is_listed && !session.after->corrections.voided) {
    const SessionRow& row = *session.after;
    const auto shown = projections::view(row, session.vouched_after, now_);
    if (shown && shown->over_from) {
      now = day_entries(row, *shown->over_from);
      value = projections::encode(projections::DayEntry{s.partition, *shown->over_from});
    }
  }
  if (session.before && !session.was_listed) {
    // The entry of its first day says how far the others go.
    const SessionRow& row = *session.before;
    const keys::Bucket first{0, projections::day_of(shown_start(row))};
    if (const auto entry = s.overlay.get(Family::days, keys::day_entry(row.tenant, first, session_key(row)))) {
      const Timestamp over = projections::or_fail(projections::decode_day_entry(*entry)).over_from;
      for (const std::string& key : day_entries(row, over)) {
        if (!now.contains(key)) batch_.erase(Family::days, key);
      }
    }
  }
  for (const std::string& key : now) batch_.put(Family::days, key, value);
}

}  // namespace muster::processors
