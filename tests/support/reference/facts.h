// From copies to events: the clock rules, identity, and the order of the fold (docs/semantics.md, Identity,
// Clock, Order).
#pragma once

#include <map>
#include <vector>

#include "tests/support/reference_fold.h"

namespace muster::reference {

// The winning amendments of one session id, each the latest by (time, id, source). Null: none.
struct WinningAmendments {
  const Event* started_at = nullptr;
  const Event* ended_at = nullptr;
  const Event* void_ = nullptr;
};

struct Facts {
  std::vector<Event> lifecycle;     // check-ins and check-outs in the order of the fold
  std::vector<Event> signs;         // pings and locations, each once, by (time, content)
  std::vector<Event> corrections;   // amendments and reviews by (time, id, source)
  std::vector<HistoryLine> copies;  // repeated, id_conflict
  std::map<SessionId, WinningAmendments> winners;
};

// Pointers inside stay good as long as the Facts are not copied or moved.
void gather(const std::vector<Copy>& copies, Facts& out);

// future_event, too_old, ends_after_amendment.
bool breaks_clock_rule(const Event& event);

std::string content_of(const Event& sign);
const char* type_name(const EventData& data);

}  // namespace muster::reference
