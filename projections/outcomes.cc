#include "projections/outcomes.h"

#include <algorithm>

namespace muster::projections {
namespace {

template <class Note>
bool is(const Note& note, const EventRef& event) {
  return note.at == event.time && note.id == event.id && note.source == event.source;
}

Outcome of_amendment(const SessionRow& row, const EventRef& event) {
  const AmendmentNote *start = nullptr, *end = nullptr, *voiding = nullptr;
  for (const AmendmentNote& note : row.corrections.notes) {  // rising
    if (note.amendment.started_at) start = &note;
    if (note.amendment.ended_at) end = &note;
    if (note.amendment.void_) voiding = &note;
  }
  const auto wins = [&](const AmendmentNote* note) { return note != nullptr && is(*note, event); };
  return wins(start) || wins(end) || wins(voiding) ? Outcome::applied : Outcome::overruled;
}

Outcome of_review(const SessionRow& row, const EventRef& event) {
  return !row.reviews.empty() && is(row.reviews.back(), event) ? Outcome::applied : Outcome::overruled;
}

}  // namespace

Outcome outcome_of_correction(const SessionRow& row, const EventRef& event) {
  return event.type == EventType::review ? of_review(row, event) : of_amendment(row, event);
}

Outcome outcome_of_sign(const SessionRow* row, const Components& vouched, const SessionId& id, Timestamp t) {
  if (row == nullptr) return Outcome::waiting;
  Timestamp since = row->started_at;
  for (const Alias& alias : row->aliases) {
    if (alias.id == id) since = alias.since;
  }
  if (t < since) return Outcome::waiting;
  return counted(*row, vouched, t) ? Outcome::counted : Outcome::ignored;
}

}  // namespace muster::projections
