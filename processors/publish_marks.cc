// Which lists by flag and of reviews a session stands in. A mark says what is so now: what time alone
// raises is marked when its timer comes. Readers look at the row all the same.
#include <algorithm>

#include "processors/publish.h"
#include "projections/flags.h"
#include "projections/index_keys.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Evidence;
using projections::Family;
using projections::SessionRow;
using projections::Vouched;

namespace {

// When time alone may first flag or end the session; the end of time where it does not.
Timestamp remarkable_from(const SessionRow& row) {
  Timestamp from = kEndOfTime;
  if (row.policy.long_after) from = std::min(from, shown_start(row) + *row.policy.long_after);
  if (row.policy.ttl) from = std::min(from, row.started_at + *row.policy.ttl);
  if (row.policy.max_duration) from = std::min(from, row.started_at + *row.policy.max_duration);
  return from;
}

// Most sessions that are in have nothing about them to mark; no view has to be made to see that.
bool unremarkable(const SessionRow& row, const std::optional<Evidence>& evidence, Timestamp now) {
  return row.flags.empty() && !evidence && !row.check_out_position && now < remarkable_from(row) &&
         (!row.policy.review_all || (!row.end && row.corrections.notes.empty() && row.policy.liveness == Liveness::no));
}

std::string mark_key(const SessionRow& row, const std::string& mark) {
  return keys::marks(row.tenant, mark) + keys::session_key({shown_start(row), row.subject, row.id});
}

}  // namespace

std::set<std::string> Publisher::marks_of(Subject& s, const SessionRow& row, const Vouched& vouched,
                                          const std::optional<Evidence>& evidence) {
  std::set<std::string> marks;
  if (row.corrections.voided || unremarkable(row, evidence, now_)) return marks;
  // A gap may decide when it had been in for long: that takes all of its days.
  const bool by_gaps = row.policy.long_after && row.policy.liveness == Liveness::resumes;
  const Vouched all = by_gaps ? s.liveness.of(row, projections::day_of(std::min(row.started_at, shown_start(row))),
                                              projections::day_of(now_))
                              : Vouched{};
  const Vouched& by = by_gaps ? all : vouched;
  auto shown = projections::view(row, by, now_);
  if (!shown) return marks;
  projections::add_flags(row, by, evidence, now_, *shown);
  for (const auto& flag : shown->flags) marks.insert(name_of(flag.name));
  if (shown->review == projections::ReviewState::pending) marks.insert(keys::kPending);
  return marks;
}

void Publisher::mark(Subject& s, Session& session) {
  std::set<std::string> before, after;
  if (session.before) before = marks_of(s, *session.before, session.vouched_before, session.evidence_before);
  if (session.after) after = marks_of(s, *session.after, session.vouched_after, session.evidence_after);
  const bool moved = session.before && session.after && shown_start(*session.before) != shown_start(*session.after);
  // It may have been marked when less time had passed: before a decision whose time lay ahead.
  if (session.before && !before.contains(keys::kPending) &&
      !unremarkable(*session.before, session.evidence_before, now_) &&
      s.overlay.get(Family::marks, mark_key(*session.before, keys::kPending))) {
    before.insert(keys::kPending);
  }
  for (const std::string& mark : before) {
    if (moved || !after.contains(mark)) batch_.erase(Family::marks, mark_key(*session.before, mark));
  }
  for (const std::string& mark : after) {
    const std::string key = mark_key(*session.after, mark);
    if (!moved && s.overlay.get(Family::marks, key)) continue;
    session.flagged |= mark != keys::kPending;
    batch_.put(Family::marks, key, keys::partition_value(s.partition));
  }
  await_marks(s, session);
}

// Times of flags and decisions may lie ahead of the clock by as much as the door lets them.
void Publisher::await_marks(Subject& s, const Session& session) {
  if (!session.after) return;
  Timestamp next = kEndOfTime;
  const auto offer = [&](Timestamp t) {
    if (t > now_) next = std::min(next, t);
  };
  for (const auto& flag : session.after->flags) offer(flag.since);
  for (const auto& review : session.after->reviews) offer(review.at);
  if (session.evidence_after) {
    for (const auto& flag : session.evidence_after->flags) offer(flag.since);
  }
  if (next == kEndOfTime) return;
  batch_.put(Family::timers, keys::timer({s.partition, next, session.after->tenant, session.after->subject, session.after->id}), "");
}

}  // namespace muster::processors
