#include "tests/support/reference/shown.h"

#include <algorithm>

#include "tests/support/reference/intervals.h"

namespace muster::reference {
namespace {

NaturalEnd at_once(Timestamp t, EndReason reason) { return {t, t, t, reason}; }

SessionStatus status_of(EndReason reason) {
  switch (reason) {
    case EndReason::expired:
      return SessionStatus::expired;
    case EndReason::auto_closed:
      return SessionStatus::auto_closed;
    case EndReason::evicted:
      return SessionStatus::evicted;
    case EndReason::lapsed:
      return SessionStatus::lapsed;
    default:
      return SessionStatus::completed;
  }
}

// C(s) as it would be without any amendment.
Intervals unamended_presence(const Session& s) {
  const auto end = computed_end(s);
  const Intervals stay = unite({{s.started_at, end ? end->at : kEndOfTime}});
  return s.has_liveness() ? intersect(stay, counted_part(s.components)) : stay;
}

// The last counted moment before t; where nothing counted, the start.
std::optional<Timestamp> counted_before(const Session& s, Timestamp t) {
  if (t <= s.started_at) return std::nullopt;
  const Intervals before = clip(unamended_presence(s), Timestamp::min(), t);
  return before.empty() ? s.started_at : before.back().end;
}

ShownEnd lapse(const Session& s, Timestamp as_of) {
  const Component* c = last_begun(s.components, as_of);
  return {SessionStatus::lapsed, EndReason::lapsed, c ? c->counted_to : s.started_at};
}

bool in_silence(const Session& s, Timestamp as_of) {
  return s.policy.liveness == Liveness::resumes && as_of >= s.started_at &&
         !holding(s.components, as_of);
}

// An amended end that is still to come at as_of: presence up to its last counted moment is as
// computed, from there on somebody vouches for it.
ShownEnd before_amended_end(const Session& s, Timestamp amended, Timestamp as_of) {
  const auto vouched_from = counted_before(s, amended);
  const bool vouched = vouched_from && as_of >= *vouched_from;
  if (!vouched && in_silence(s, as_of)) return lapse(s, as_of);
  return {SessionStatus::active, EndReason::none, std::nullopt};
}

}  // namespace

std::optional<NaturalEnd> computed_end(const Session& s) {
  if (s.closed) return at_once(s.closed->at, s.closed->reason);
  return s.natural_end();
}

Timestamp shown_start(const Session& s) { return s.amended_start().value_or(s.started_at); }

std::optional<Timestamp> shown_amended_end(const Session& s) {
  const auto end = s.amended_end();
  return end ? std::optional{std::max(*end, shown_start(s))} : std::nullopt;
}

std::optional<Interval> amended_stretch(const Session& s) {
  const auto end = shown_amended_end(s);
  const auto from = end ? counted_before(s, *end) : std::nullopt;
  if (!from || *from >= *end) return std::nullopt;
  return Interval{*from, *end};
}

Intervals presence_of(const Session& s) {
  if (s.voided) return {};
  Intervals parts = unamended_presence(s);
  const Timestamp start = shown_start(s);
  if (start < s.started_at) parts.push_back({start, s.started_at});
  const auto amended = shown_amended_end(s);
  if (const auto added = amended_stretch(s)) parts.push_back(*added);
  const auto computed = computed_end(s);
  const Timestamp end = amended ? *amended : computed ? computed->at : kEndOfTime;
  return clip(unite(std::move(parts)), start, end);
}

ShownEnd computed_as_of(const Session& s, Timestamp as_of) {
  if (s.voided) return {SessionStatus::voided, EndReason::none, std::nullopt};
  const auto computed = computed_end(s);
  if (computed && computed->shown_from <= as_of) {
    return {status_of(computed->reason), computed->reason, computed->at};
  }
  if (in_silence(s, as_of)) return lapse(s, as_of);
  return {SessionStatus::active, EndReason::none, std::nullopt};
}

ShownEnd end_as_of(const Session& s, Timestamp as_of) {
  ShownEnd end = computed_as_of(s, as_of);
  if (const auto amended = shown_amended_end(s); amended && !s.voided) {
    end = *amended > as_of ? before_amended_end(s, *amended, as_of)
                           : ShownEnd{SessionStatus::completed, EndReason::amended, amended};
  }
  if (end.at) end.at = std::max(*end.at, shown_start(s));
  return end;
}

}  // namespace muster::reference
