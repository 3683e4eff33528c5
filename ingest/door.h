// The door: what clients post becomes events, each with all that its meaning needs, and goes into the
// log. Knows the log and the directory; never reads a session.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ingest/log/log.h"
#include "schemas/event.h"
#include "schemas/result.h"

namespace muster::ingest {

// What a write answers for one item.
struct ItemAnswer {
  std::optional<Error> problem;       // set: refused, nothing else holds
  EventId event_id;
  SessionId session_id;               // empty where the event names none
  std::optional<log::Position> position;
  bool retry_safe = true;             // false: a retry may count twice
  Event event;                        // as it was appended
  std::optional<std::string> outcome; // after Prefer: wait
  std::optional<std::string> session; // JSON, after Prefer: wait
};

// How `Prefer: wait` learns what became of items: answered by the api over the projections, given to
// the door by main. Calls `done` exactly once, at the latest at `deadline` (monotonic), with the
// items it could fill in; true where all were seen. Any thread; must not block.
using Projected = std::function<void(Tenant tenant, std::vector<ItemAnswer> items,
                                     std::chrono::nanoseconds deadline,
                                     std::function<void(bool seen, std::vector<ItemAnswer>)> done)>;

}  // namespace muster::ingest
