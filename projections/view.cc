#include "projections/view.h"

#include <algorithm>
#include <cstdint>

namespace muster::projections {
namespace {

SessionStatus status_of(EndReason reason) {
  switch (reason) {
    case EndReason::expired: return SessionStatus::expired;
    case EndReason::auto_closed: return SessionStatus::auto_closed;
    case EndReason::evicted: return SessionStatus::evicted;
    case EndReason::lapsed: return SessionStatus::lapsed;
    case EndReason::checkout:
    case EndReason::logout:
    case EndReason::admin:
    case EndReason::emergency:
    case EndReason::amended: return SessionStatus::completed;
  }
  return SessionStatus::completed;
}

// The last component that counts and had begun by `t`.
const Component* last_counting(const SessionRow& row, const Components& vouched, Timestamp t) {
  return last_begun(vouched, row.sealed ? std::min(t, *row.sealed) : t);
}

std::optional<Ending> shown_ending(const SessionRow& row, const Components& vouched, Timestamp start) {
  std::optional<Ending> end;
  if (row.corrections.ended_at) {
    end = Ending{*row.corrections.ended_at, *row.corrections.ended_at, EndReason::amended};
  } else {
    end = computed_ending(row, vouched);
  }
  if (end && end->at < start) {  // an end before the start is the start
    end->at = start;
    end->effective = std::max(end->effective, start);
  }
  return end;
}

// In the time that an amended edge adds: whoever amended vouches for it, and nobody else is asked.
bool vouched_by_amendment(const SessionRow& row, const Components& vouched, Timestamp t) {
  const auto amended = amended_from(row, vouched);
  return t < row.started_at || (amended && *amended <= t);
}

// A session that silence may suspend, and nothing else has ended by as_of.
void show_silence(const SessionRow& row, const Components& vouched, Timestamp as_of, SessionView& v) {
  const std::optional<Ending> limit = deadline(row, vouched);
  const bool over = limit && limit->at <= as_of;
  const Timestamp t = over ? limit->at - Duration{1} : as_of;  // what begins at the deadline comes too late
  const Component* c = last_counting(row, vouched, t);
  const bool sealed = row.sealed && *row.sealed <= as_of;
  if (vouched_by_amendment(row, vouched, as_of)) {
    v.status = SessionStatus::active;
    return;
  }
  if (!over && !sealed && c != nullptr && as_of < c->alive_to) {
    v.status = SessionStatus::active;
    return;
  }
  v.status = SessionStatus::lapsed;
  v.end_reason = EndReason::lapsed;
  v.ended_at = std::max(c == nullptr ? row.started_at : c->counted_to, v.started_at);
  v.over_from = std::max(c == nullptr ? row.started_at : c->alive_to, v.started_at);
}

void show_ending(const SessionRow& row, const Vouched& vouched, Timestamp as_of, SessionView& v) {
  const std::optional<Ending> end = shown_ending(row, vouched.all, v.started_at);
  if (end && end->effective <= as_of) {
    v.status = status_of(end->reason);
    v.end_reason = end->reason;
    v.ended_at = end->at;
    v.over_from = end->effective;
    return;
  }
  if (row.policy.liveness == Liveness::resumes) {
    show_silence(row, vouched.all, as_of, v);
  } else {
    v.status = SessionStatus::active;
  }
  if (v.status != SessionStatus::active) return;
  if (const auto limit = deadline(row, vouched.all)) v.ends_by = limit->at;
  if (row.policy.liveness != Liveness::resumes || vouched_by_amendment(row, vouched.all, as_of)) return;
  const Component* alive = component_at(vouched.all, as_of);
  if (alive != nullptr && (!v.ends_by || alive->alive_to < *v.ends_by)) v.ends_by = alive->alive_to;
}

void show_computed(const SessionRow& row, const Vouched& vouched, Timestamp as_of, SessionView& v) {
  v.computed_started_at = row.started_at;
  const auto end = computed_ending(row, vouched.all);
  if (end && end->effective <= as_of) {
    v.computed_ended_at = end->at;
    return;
  }
  if (row.policy.liveness != Liveness::resumes) return;
  SessionView plain;
  plain.started_at = row.started_at;
  SessionRow unamended = row;
  unamended.corrections = {};
  show_silence(unamended, vouched.all, as_of, plain);
  v.computed_ended_at = plain.ended_at;
}

// What came later is left out: settle_last_seen (queries.h) says what there was by then. Before its check-in,
// only an amended start speaks for it.
Timestamp last_seen(const SessionRow& row, const Vouched& vouched, Timestamp as_of) {
  Timestamp last = as_of < row.started_at ? shown_start(row) : row.started_at;
  for (const Timestamp heard : {vouched.last_seen, row.last_check_in}) {
    if (heard <= as_of) last = std::max(last, heard);
  }
  return last;
}

// Of a kind with liveness: as far as somebody vouches for what had begun by as_of and before the end, a
// ping or whoever amended an edge.
std::optional<Timestamp> counted_to(const SessionRow& row, const Vouched& vouched, Timestamp as_of, const SessionView& v) {
  if (row.policy.liveness == Liveness::no) return std::nullopt;
  std::optional<Timestamp> to;
  if (as_of < row.started_at) {
    to = row.started_at;
  } else {
    const Timestamp by = v.ended_at ? std::min(as_of, *v.ended_at - Duration{1}) : as_of;
    const Component* c = last_counting(row, vouched.all, std::max(by, row.started_at));
    if (c != nullptr) to = c->counted_to;
  }
  const auto amended = amended_from(row, vouched.all);
  if (amended && *amended <= as_of && *amended < *row.corrections.ended_at) to = *row.corrections.ended_at;
  if (to && v.ended_at) to = std::min(*to, *v.ended_at);
  return to ? std::optional{std::max(*to, v.started_at)} : std::nullopt;
}

}  // namespace

std::optional<SessionView> view(const SessionRow& row, const Vouched& vouched, Timestamp as_of) {
  SessionView v;
  v.started_at = shown_start(row);
  if (v.started_at > as_of) return std::nullopt;
  v.last_seen_at = last_seen(row, vouched, as_of);
  if (row.corrections.voided) {
    v.status = SessionStatus::voided;
    v.computed_started_at = row.started_at;
    return v;
  }
  show_ending(row, vouched, as_of, v);
  show_computed(row, vouched, as_of, v);
  v.counted_to = counted_to(row, vouched, as_of, v);
  if (row.policy.counts) v.counted = cut_to(presence(row, vouched.all), from_ms(INT64_MIN), as_of);
  v.signal_lost = row.policy.silent_after && v.status == SessionStatus::active &&
                  as_of - v.last_seen_at > *row.policy.silent_after;
  return v;
}

const char* name_of(SessionStatus s) {
  switch (s) {
    case SessionStatus::active: return "active";
    case SessionStatus::lapsed: return "lapsed";
    case SessionStatus::completed: return "completed";
    case SessionStatus::expired: return "expired";
    case SessionStatus::auto_closed: return "auto_closed";
    case SessionStatus::evicted: return "evicted";
    case SessionStatus::voided: return "voided";
  }
  return "";
}

const char* name_of(EndReason r) {
  switch (r) {
    case EndReason::checkout: return "checkout";
    case EndReason::logout: return "logout";
    case EndReason::admin: return "admin";
    case EndReason::emergency: return "emergency";
    case EndReason::amended: return "amended";
    case EndReason::expired: return "expired";
    case EndReason::auto_closed: return "auto_closed";
    case EndReason::evicted: return "evicted";
    case EndReason::lapsed: return "lapsed";
  }
  return "";
}

const char* name_of(Outcome o) {
  switch (o) {
    case Outcome::opened: return "opened";
    case Outcome::refreshed: return "refreshed";
    case Outcome::already_active: return "already_active";
    case Outcome::kind_conflict: return "kind_conflict";
    case Outcome::session_closed: return "session_closed";
    case Outcome::closed: return "closed";
    case Outcome::already_closed: return "already_closed";
    case Outcome::after_end: return "after_end";
    case Outcome::not_started: return "not_started";
    case Outcome::repeated: return "repeated";
    case Outcome::id_conflict: return "id_conflict";
    case Outcome::ignored: return "ignored";
    case Outcome::accepted: return "accepted";
    case Outcome::applied: return "applied";
    case Outcome::overruled: return "overruled";
    case Outcome::unknown_session: return "unknown_session";
    case Outcome::counted: return "counted";
    case Outcome::waiting: return "waiting";
  }
  return "";
}

}  // namespace muster::projections
