#include <algorithm>
#include <set>

#include "tests/support/reference/intervals.h"
#include "tests/support/reference/shown.h"
#include "tests/support/reference/signs.h"

namespace muster::reference {
namespace {

AmendedEdge edge_of(const Event& e, std::optional<Timestamp> time) {
  return {time,       e.env.time, e.env.id.str(), e.env.source, std::get<Amendment>(e.data).why,
          e.env.actor};
}

std::map<std::string, Intervals> activities(const Facts& facts, const Session& s,
                                            const Intervals& counted) {
  std::set<std::string> names;
  std::vector<SessionId> ids{s.id};
  for (const auto& [alias, since] : s.aliases) ids.push_back(alias);
  for (const SessionId& id : ids) {
    for (const std::string& name : activities_of(facts, id)) names.insert(name);
  }
  std::map<std::string, Intervals> out;
  for (const std::string& name : names) {
    Intervals time = intersect(counted, counted_part(components_of(facts, s.id, s.aliases, name)));
    if (!time.empty()) out[name] = std::move(time);
  }
  return out;
}

// Greatest time of its check-ins, and of pings and locations that counted for it. Before its check-in only an
// amended start speaks for it.
Timestamp last_seen(const Facts& facts, const Session& s, Timestamp as_of) {
  std::optional<Timestamp> last;
  const auto see = [&](Timestamp t) {
    if (t <= as_of) last = std::max(last.value_or(t), t);
  };
  for (const Event* e : s.check_ins) see(e->env.time);
  for (const Event* e : signs_of(facts, s)) {
    if (!s.voided && counted_sign(s, *e)) see(e->env.time);
  }
  return last.value_or(shown_start(s));
}

std::optional<Timestamp> ends_by(const Session& s, Timestamp as_of) {
  std::optional<Timestamp> by = s.deadline();
  const auto cap = [&](Timestamp t) { by = by ? std::min(*by, t) : t; };
  if (s.policy.liveness == Liveness::final) {
    if (const Component* c = holding(s.components, s.started_at)) cap(c->counted_to);
  }
  const auto amended = amended_stretch(s);  // nobody but who amended is asked there, nor before the check-in
  const bool vouched = as_of < s.started_at || (amended && amended->start <= as_of);
  if (s.policy.liveness == Liveness::resumes && !vouched) {
    if (const Component* c = holding(s.components, as_of)) cap(c->alive_to);
  }
  return by;
}

// Of a kind with liveness: the end of the last stretch vouched for that has begun by as_of, and before the
// end. What an amended edge adds is such a stretch.
std::optional<Timestamp> counted_to(const Session& s, const ShownEnd& end, Timestamp as_of) {
  if (!s.has_liveness() || s.voided) return std::nullopt;
  std::optional<Timestamp> to;
  const auto stretch = [&](Timestamp from, Timestamp until) {
    const bool ended_before = end.at && from >= *end.at && from > s.started_at;
    const bool sealed_before = s.sealed_at && from > *s.sealed_at;
    if (from <= as_of && !ended_before && !sealed_before) to = std::max(to.value_or(until), until);
  };
  if (as_of < s.started_at) {
    to = s.started_at;
  } else {
    for (const Component& c : s.components) stretch(c.start, c.counted_to);
  }
  if (const auto amended = amended_stretch(s); amended && amended->start <= as_of) to = amended->end;
  if (to && end.at) to = std::min(*to, *end.at);
  if (to) to = std::max(*to, shown_start(s));
  return to;
}

}  // namespace

SessionAnswer times_as_of(const Facts& facts, const Session& s, Timestamp as_of) {
  SessionAnswer out;
  out.id = s.id;
  out.kind = s.kind;
  out.started_at = shown_start(s);
  out.computed_started_at = s.started_at;
  const ShownEnd end = end_as_of(s, as_of);
  out.status = end.status;
  out.end_reason = end.reason;
  out.ended_at = end.at;
  const ShownEnd computed = computed_as_of(s, as_of);
  out.computed_ended_at = computed.at;
  out.computed_end_reason = computed.reason;
  if (end.status == SessionStatus::active) out.ends_by = ends_by(s, as_of);
  out.last_seen_at = last_seen(facts, s, as_of);
  out.presence = clip(presence_of(s), Timestamp::min(), as_of);
  if (s.policy.counts) out.counted = out.presence;
  out.counted_to = counted_to(s, end, as_of);
  out.counted_by_activity = activities(facts, s, out.counted);
  for (const auto& alias : s.aliases) {
    if (alias.second <= as_of) out.aliases.push_back(alias);
  }
  return out;
}

void describe(const Session& s, SessionAnswer& out) {
  for (const Event* e : s.check_ins) {  // in order: the latest wins, an absent field erases nothing
    const auto& in = std::get<CheckIn>(e->data);
    if (in.activity) out.activity = in.activity;
    if (in.service_type) out.service_type = in.service_type;
    if (in.notes) out.notes = in.notes;
    if (in.device) out.device = in.device;
    if (!in.labels.empty()) out.labels = in.labels;
  }
  out.place = s.opening().place;
  out.check_in_position = s.opening().position;
  const WinningAmendments& w = s.amendments;
  if (w.started_at) out.amended_start = edge_of(*w.started_at, s.amended_start());
  if (w.ended_at) out.amended_end = edge_of(*w.ended_at, s.amended_end());
  if (w.void_) out.amended_void = edge_of(*w.void_, std::nullopt);
}

}  // namespace muster::reference
