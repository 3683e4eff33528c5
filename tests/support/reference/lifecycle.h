// The walk over check-ins and check-outs: who opens, refreshes, evicts, closes (docs/semantics.md, Check-in,
// Check-out).
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "tests/support/reference/session.h"

namespace muster::reference {

struct Lifecycle {
  std::map<SessionId, Session> sessions;
  std::map<SessionId, std::pair<SessionId, Timestamp>> aliases;  // alias -> session, since
  std::vector<HistoryLine> history;                              // of check-ins and check-outs

  // The session that an id stands for, or null.
  Session* find(const SessionId& id);
  const Session* find(const SessionId& id) const;
};

Lifecycle walk(const Facts& facts);

}  // namespace muster::reference
