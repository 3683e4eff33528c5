// One subject as the engine holds it in memory. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ingest/log/log.h"
#include "processors/liveness.h"
#include "processors/overlay.h"
#include "projections/keys.h"
#include "projections/rows.h"
#include "schemas/event.h"

namespace muster::processors {

// Before every event: times of events are RFC 3339, so none is of an earlier year than 1.
inline constexpr Timestamp kBeginning = from_ms(-62'135'596'800'000);

// A lifecycle event on its way into the history.
struct Incoming {
  Event event;
  std::string record;
  log::Position at;
};

// A ping behind the newest lifecycle event changed who was alive in [from, to).
struct LatePing {
  SessionId id;
  Timestamp from, to;
};

struct Subject {
  Tenant tenant;
  SubjectId id;
  log::Partition partition = 0;
  projections::keys::Scope scope;
  projections::SubjectHead head;  // its open rows carry their corrections; the stored one's do not
  SubjectLiveness liveness;

  // Collected by add(), folded by settle().
  std::vector<Incoming> incoming;
  std::vector<LatePing> late_pings;
  std::vector<SessionId> returned;  // ids that were vouched for anew after a silence
  bool unsettled = false;

  // The sessions that ids stand for, as the next flush finds them; emptied when rows change.
  std::map<SessionId, std::optional<projections::SessionRow>> rows;
  // Whether sessions stand in the active indexes; of those that were asked for.
  std::map<SessionId, bool> listed;

  // Since the last flush.
  std::vector<SessionId> relist;  // sessions whose place in the active indexes is to be seen to
  bool dirty = false;
  bool head_dirty = false;
};

}  // namespace muster::processors
