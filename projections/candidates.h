// Behind list_sessions.h: which sessions a list has to look at, in its order and without their rows,
// from the narrowest index that holds them all.
#pragma once

#include <functional>
#include <optional>

#include "projections/index_rows.h"
#include "projections/list_sessions.h"

namespace muster::projections {

struct Candidate {
  keys::SessionKey key;
  keys::Partition partition = 0;
  std::optional<ActiveEntry> active;  // where the active index gave it
};

// False ends the walk.
using VisitCandidate = std::function<bool(const Candidate&)>;

// Whether the active index alone answers the request.
bool only_active(const ListRequest& request);

// Whether a candidate's index entry alone says all that the filter asks.
bool entries_suffice(const ListRequest& request);

// Whether the session can be on the list, as far as is known before its row is read.
bool worth_reading(const ListRequest& request, const Candidate& c);

// The session, if it is on the list.
std::optional<ShownSession> match(const Reads& reads, const ListRequest& request, const Candidate& c);

// Candidates after `request.after`.
void for_each_candidate(const Reads& reads, const ListRequest& request, const VisitCandidate& visit);

}  // namespace muster::projections
