#include "tests/support/reference_rollup.h"

#include <algorithm>

#include "tests/support/reference/intervals.h"

namespace muster::reference {
namespace {

// Calls with the start of each step that an interval touches, and how much of it.
template <class F>
void each_step(const Intervals& time, Duration step, F&& call) {
  for (const Interval& i : time) {
    for (Timestamp s = floor_to(i.start, step); s < i.end; s += step) {
      call(s, std::min(i.end, s + step) - std::max(i.start, s));
    }
  }
}

using Seen = std::map<Timestamp, std::set<Crowd>>;  // of one subject

void see(const Intervals& presence, const KindPlace& where, Duration step, Seen& seen) {
  each_step(presence, step, [&](Timestamp s, Duration) {
    seen[s].insert(Crowd{false, false, where.kind, where.place});
    seen[s].insert(Crowd{false, true, where.kind, PlaceId{}});
    seen[s].insert(Crowd{true, true, Kind{}, PlaceId{}});
  });
}

void count_heads(const Seen& seen, Crowds& out) {
  for (const auto& [start, crowds] : seen) {
    for (const Crowd& c : crowds) ++out[start][c];
  }
}

void add_session(const SessionAnswer& s, const KindPlace& where, TenantRollup& out) {
  const auto bucket = [&](Timestamp t) -> TenantBucket& {
    return out.quarters[floor_to(t, kQuarter)][where];
  };
  if (s.started_at < out.floor) ++bucket(s.started_at).started;
  if (s.ended_at && *s.ended_at < out.floor) ++bucket(*s.ended_at).ended[s.end_reason];
  each_step(clip(s.counted, Timestamp::min(), out.floor), kQuarter,
            [&](Timestamp q, Duration d) { bucket(q).counted += d; });
  const Intervals presence = clip(s.presence, Timestamp::min(), out.floor);
  for (const Interval& i : presence) {
    each_step({i}, kQuarter, [&](Timestamp q, Duration) {
      if (i.start <= q) ++bucket(q).in_at_start;
    });
  }
}

// A session's interval may touch one step twice; a head is counted once all the same.
void add_subject(const std::vector<Copy>& copies, TenantRollup& out) {
  Seen by_quarter, by_hour;
  for (const SessionAnswer& s : fold(copies, kEndOfTime).sessions) {
    if (s.status == SessionStatus::voided) continue;
    const KindPlace where{s.kind, s.place ? s.place->place_id : PlaceId{}};
    add_session(s, where, out);
    const Intervals presence = clip(s.presence, Timestamp::min(), out.floor);
    see(presence, where, kQuarter, by_quarter);
    see(presence, where, kHour, by_hour);
  }
  count_heads(by_quarter, out.subjects_by_quarter);
  count_heads(by_hour, out.subjects_by_hour);
}

}  // namespace

Timestamp floor_to(Timestamp t, Duration step) {
  const auto ms = to_ms(t), by = step.count();
  const auto rest = ms % by;
  return from_ms(ms - (rest < 0 ? rest + by : rest));
}

SubjectRollup subject_rollup(const SubjectAnswer& answer) {
  SubjectRollup out;
  for (const SessionAnswer& s : answer.sessions) {
    const auto add = [&](const std::string& activity, const Intervals& time) {
      each_step(time, kQuarter, [&](Timestamp q, Duration d) { out[{s.kind, activity, q}] += d; });
    };
    add("", s.counted);
    for (const auto& [activity, time] : s.counted_by_activity) add(activity, time);
  }
  return out;
}

TenantRollup tenant_rollup(const std::vector<std::vector<Copy>>& subjects, Timestamp as_of) {
  TenantRollup out;
  out.floor = floor_to(as_of, kQuarter);
  for (const std::vector<Copy>& copies : subjects) add_subject(copies, out);
  return out;
}

}  // namespace muster::reference
