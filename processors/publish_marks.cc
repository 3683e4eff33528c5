// Which lists by flag and of reviews a session stands in. A mark says what is so now: what time alone
// raises is marked when its timer comes. Readers look at the row all the same.
#include <algorithm>

#include "processors/publish.h"
#include "projections/flags.h"
#include "projections/index_keys.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Day;
using projections::Evidence;
using projections::Family;
using projections::ReviewState;
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
  return row.flags.empty() && row.reviews.empty() && !evidence && !row.check_out_position && now < remarkable_from(row) &&
         (!row.policy.review_all || (!row.end && row.corrections.notes.empty() && row.policy.liveness == Liveness::no));
}

std::string mark_key(const SessionRow& row, const std::string& mark) {
  return keys::marks(row.tenant, mark) + keys::session_key({shown_start(row), row.subject, row.id});
}

// `all`: what vouches for it from a day to a day.
template <class All>
Marked marked(const SessionRow& row, const Vouched& vouched, const std::optional<Evidence>& evidence, Timestamp as_of, All all) {
  if (row.corrections.voided || unremarkable(row, evidence, as_of)) return {};
  // A gap may decide when it had been in for long: that takes all of its days.
  const bool by_gaps = row.policy.long_after && row.policy.liveness == Liveness::resumes;
  const Day first = projections::day_of(std::min(row.started_at, shown_start(row)));
  const Vouched whole = by_gaps ? all(first, projections::day_of(as_of)) : Vouched{};
  const Vouched& by = by_gaps ? whole : vouched;
  auto shown = projections::view(row, by, as_of);
  if (!shown) return {};
  projections::add_flags(row, by, evidence, as_of, *shown);
  return {std::move(shown->flags), shown->review};
}

std::set<std::string> marks_of(const Marked& marked) {
  std::set<std::string> all;
  for (const auto& flag : marked.flags) all.insert(name_of(flag.name));
  if (marked.review == ReviewState::pending) all.insert(keys::kPending);
  return all;
}

}  // namespace

Marked Publisher::marked_before(Subject& s, const Session& session, Timestamp as_of) {
  if (!session.before) return {};
  const auto all = [&](Day from, Day to) { return s.liveness.of(*session.before, from, to, SubjectLiveness::Version::flushed); };
  return marked(*session.before, session.vouched_before, session.evidence_before, as_of, all);
}

Marked Publisher::marked_after(Subject& s, const Session& session) {
  if (!session.after) return {};
  const auto all = [&](Day from, Day to) { return s.liveness.of(*session.after, from, to); };
  return marked(*session.after, session.vouched_after, session.evidence_after, now_, all);
}

void Publisher::mark(Subject& s, Session& session) {
  const Marked was = marked_before(s, session, now_), is = marked_after(s, session);
  session.retold |= (session.told_as_of == now_ ? was : marked_before(s, session, session.told_as_of)) != is;
  std::set<std::string> before = marks_of(was);
  const std::set<std::string> after = marks_of(is);
  const bool moved = session.before && session.after && shown_start(*session.before) != shown_start(*session.after);
  // It may have been marked when less time had passed: before a decision whose time lay ahead.
  if (session.before && was.review != ReviewState::pending && !unremarkable(*session.before, session.evidence_before, now_) &&
      s.overlay.get(Family::marks, mark_key(*session.before, keys::kPending))) {
    before.insert(keys::kPending);
    session.retold |= is.review != ReviewState::pending;
  }
  for (const std::string& mark : before) {
    if (moved || !after.contains(mark)) batch_.erase(Family::marks, mark_key(*session.before, mark));
  }
  for (const std::string& mark : after) {
    const std::string key = mark_key(*session.after, mark);
    if (!moved && s.overlay.get(Family::marks, key)) continue;
    (mark == keys::kPending ? session.retold : session.flagged) = true;
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
