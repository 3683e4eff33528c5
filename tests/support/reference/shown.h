// From a folded session to what a reader sees: shown times, presence, counted time, the status as
// of a time (docs/semantics.md, Amendments, Counted time, As of).
#pragma once

#include "tests/support/reference/lifecycle.h"

namespace muster::reference {

// The end as computed, over the whole set; empty while nothing has ended it for good.
std::optional<NaturalEnd> computed_end(const Session& s);

Timestamp shown_start(const Session& s);
std::optional<Timestamp> shown_amended_end(const Session& s);

// What an amended end adds: from the last counted moment before it.
std::optional<Interval> amended_stretch(const Session& s);

// C(s) over the whole set, whatever `counts` says.
Intervals presence_of(const Session& s);

struct ShownEnd {
  SessionStatus status{};
  EndReason reason{};
  std::optional<Timestamp> at;
};
ShownEnd end_as_of(const Session& s, Timestamp as_of);
ShownEnd computed_as_of(const Session& s, Timestamp as_of);  // as without amendments

// Times, status, intervals, aliases; the rest is left to describe().
SessionAnswer times_as_of(const Facts& facts, const Session& s, Timestamp as_of);

// Refreshed fields, place, amendments: as known now.
void describe(const Session& s, SessionAnswer& out);

}  // namespace muster::reference
