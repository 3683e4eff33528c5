#include "projections/presence.h"

#include <algorithm>
#include <cstdint>

namespace muster::projections {
namespace {

void keep_least(std::optional<Ending>& least, const Ending& next) {
  if (!least || next.at < least->at) least = next;
}

Ending silence(const SessionRow& row, const Components& vouched) {
  const Component* c = component_at(vouched, row.started_at);
  if (c == nullptr) return {row.started_at, row.started_at, EndReason::lapsed};
  return {c->counted_to, c->alive_to, EndReason::lapsed};
}

std::optional<Ending> explicit_ending(const SessionRow& row) {
  if (!row.end) return std::nullopt;
  return Ending{row.end->at, row.end->at, row.end->reason};
}

// Alive until the very moment t: what an end at t needs to be more than a lapse.
bool alive_until(const Components& vouched, Timestamp t) {
  return std::any_of(vouched.begin(), vouched.end(),
                     [t](const Component& c) { return c.start < t && t <= c.alive_to; });
}

std::vector<Interval> vouched_intervals(const SessionRow& row, const Components& vouched) {
  if (row.policy.liveness == Liveness::no) return {{row.started_at, kEndOfTime}};
  std::vector<Interval> out;
  for (const Component& c : vouched) {
    if (row.sealed && c.start > *row.sealed) break;
    if (c.start < c.counted_to) out.push_back({c.start, c.counted_to});
  }
  return out;
}

std::vector<Interval> computed_presence(const SessionRow& row, const Components& vouched) {
  std::optional<Ending> end = computed_ending(row, vouched);
  if (!end) end = deadline(row, vouched);
  return cut_to(vouched_intervals(row, vouched), row.started_at, end ? end->at : kEndOfTime);
}

// It counts in full, whether or not anything came later: else an event after it would change what was
// counted before it.
void apply_amended_end(const SessionRow& row, const Components& vouched, std::vector<Interval>& out) {
  const Timestamp end = std::max(*row.corrections.ended_at, shown_start(row));
  const Timestamp from = *amended_from(row, vouched);
  out = cut_to(std::move(out), Timestamp::min(), end);
  if (from >= end) return;
  if (!out.empty() && out.back().end == from) {
    out.back().end = end;
  } else {
    out.push_back({from, end});
  }
}

void apply_amended_start(const SessionRow& row, Timestamp end_of_session, std::vector<Interval>& out) {
  const Timestamp start = *row.corrections.started_at;
  if (start >= row.started_at) {
    out = cut_to(std::move(out), start, kEndOfTime);
    return;
  }
  const Timestamp to = std::min(row.started_at, end_of_session);
  if (start >= to) return;
  if (!out.empty() && out.front().start == to) {
    out.front().start = start;
  } else {
    out.insert(out.begin(), {start, to});
  }
}

}  // namespace

void gather(const SessionRow& row, const SessionId& id, const DayLiveness& day, Vouched& into) {
  std::optional<Timestamp> since;
  if (id != row.id) {
    for (const Alias& a : row.aliases) {
      if (a.id == id) since = a.since;
    }
    if (!since) return;
  }
  if (!since || day.last_seen >= *since) into.last_seen = std::max(into.last_seen, day.last_seen);
  for (const auto& [lane, components] : day.lanes) {
    if (!lane.kind.empty() && lane.kind != row.kind) continue;
    Components& target = lane.activity.empty() ? into.all : into.by_activity[lane.activity];
    merge(target, since ? cut_before(components, *since) : components);
  }
}

std::optional<Ending> deadline(const SessionRow& row, const Components& vouched) {
  std::optional<Ending> least;
  if (row.policy.ttl) {
    const Timestamp at = row.started_at + *row.policy.ttl;
    keep_least(least, {at, at, EndReason::expired});
  }
  if (row.policy.max_duration) {
    const Timestamp at = row.started_at + *row.policy.max_duration;
    keep_least(least, {at, at, EndReason::auto_closed});
  }
  if (row.policy.liveness == Liveness::final) keep_least(least, silence(row, vouched));
  return least;
}

std::optional<Ending> computed_ending(const SessionRow& row, const Components& vouched) {
  std::optional<Ending> least = explicit_ending(row);
  // An explicit end is written only where it was in time, so it stands even in the grace after counted_to.
  if (least) return least;
  least = deadline(row, vouched);
  if (!least || row.policy.liveness != Liveness::resumes) return least;
  // A lapse stays a lapse, and so does one that a check-out has sealed.
  if (row.sealed && *row.sealed < least->at) return std::nullopt;
  if (!alive_until(vouched, least->at)) return std::nullopt;
  return least;
}

std::optional<Ending> fold_ending(const SessionRow& row, const Components& vouched) {
  std::optional<Ending> least = explicit_ending(row);
  if (row.corrections.ended_at) {
    const Timestamp at = std::max(*row.corrections.ended_at, row.started_at);
    keep_least(least, {at, at, EndReason::amended});
  }
  const std::optional<Ending> by_time = deadline(row, vouched);
  // In the grace a check-out ends the session at its own time, later than counted_to.
  if (by_time && !(least && least->at < by_time->effective)) keep_least(least, *by_time);
  return least;
}

bool active(const SessionRow& row, const Components& vouched, Timestamp t) {
  if (row.corrections.voided || t < row.started_at) return false;
  if (ended(row, vouched, t)) return false;
  return row.policy.liveness == Liveness::no || component_at(vouched, t) != nullptr;
}

bool counted(const SessionRow& row, const Components& vouched, Timestamp t) {
  return active(row, vouched, t) && !(row.sealed && *row.sealed <= t);
}

std::vector<Interval> activity(const SessionRow& row, const Components& vouched) {
  if (row.corrections.voided) return {};
  Timestamp to = kEndOfTime;
  if (const auto end = fold_ending(row, vouched)) to = end->effective;
  if (row.sealed) to = std::min(to, *row.sealed);
  if (row.policy.liveness == Liveness::no) return cut_to({{row.started_at, kEndOfTime}}, row.started_at, to);
  std::vector<Interval> alive;
  for (const Component& c : vouched) alive.push_back({c.start, c.alive_to});
  return cut_to(std::move(alive), row.started_at, to);
}

bool may_close(const SessionRow& row, const Components& vouched, Timestamp t) {
  if (active(row, vouched, t)) return true;
  if (row.corrections.voided || t < row.started_at || row.end) return false;
  if (row.corrections.ended_at && std::max(*row.corrections.ended_at, row.started_at) <= t) return false;
  if (row.sealed && *row.sealed <= t) return false;
  const std::optional<Ending> by_time = deadline(row, vouched);
  if (!by_time || by_time->at != t) return false;
  return row.policy.liveness != Liveness::resumes || alive_until(vouched, t);
}

bool may_seal(const SessionRow& row, const Components& vouched, Timestamp t) {
  if (row.policy.liveness != Liveness::resumes || row.corrections.voided || row.end) return false;
  const std::optional<Ending> by_time = deadline(row, vouched);
  return !(by_time && by_time->at <= t) && component_at(vouched, t) == nullptr;
}

bool ended(const SessionRow& row, const Components& vouched, Timestamp t) {
  if (row.corrections.voided) return true;
  if (row.sealed && *row.sealed <= t) return true;
  const std::optional<Ending> end = fold_ending(row, vouched);
  return end && end->effective <= t;
}

std::optional<Timestamp> amended_from(const SessionRow& row, const Components& vouched) {
  if (!row.corrections.ended_at) return std::nullopt;
  const Timestamp end = std::max(*row.corrections.ended_at, shown_start(row));
  const auto before = cut_to(computed_presence(row, vouched), Timestamp::min(), end);
  return before.empty() ? row.started_at : before.back().end;
}

std::vector<Interval> presence(const SessionRow& row, const Components& vouched) {
  if (row.corrections.voided) return {};
  std::vector<Interval> out = computed_presence(row, vouched);
  if (row.corrections.ended_at) apply_amended_end(row, vouched, out);
  if (row.corrections.started_at) {
    apply_amended_start(row, row.corrections.ended_at.value_or(row.started_at), out);
  }
  return out;
}

std::vector<Interval> presence_in(const std::vector<Interval>& presence, const Components& activity) {
  std::vector<Interval> out;
  auto p = presence.begin();
  auto c = activity.begin();
  while (p != presence.end() && c != activity.end()) {
    const Timestamp from = std::max(p->start, c->start);
    const Timestamp to = std::min(p->end, c->counted_to);
    if (from < to) out.push_back({from, to});
    if (p->end < c->counted_to) {
      ++p;
    } else {
      ++c;
    }
  }
  return out;
}

std::vector<Interval> cut_to(std::vector<Interval> intervals, Timestamp from, Timestamp to) {
  std::vector<Interval> out;
  out.reserve(intervals.size());
  for (const Interval& i : intervals) {
    const Interval piece{std::max(i.start, from), std::min(i.end, to)};
    if (piece.start < piece.end) out.push_back(piece);
  }
  return out;
}

Duration total(const std::vector<Interval>& intervals) {
  Duration sum{};
  for (const Interval& i : intervals) sum += i.end - i.start;
  return sum;
}

}  // namespace muster::projections
