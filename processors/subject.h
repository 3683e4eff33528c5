// One subject as the engine holds it in memory. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ingest/log/log.h"
#include "processors/liveness.h"
#include "processors/overlay.h"
#include "processors/subject_cover.h"
#include "processors/subject_rows.h"
#include "projections/rows.h"
#include "schemas/event.h"

namespace muster::processors {

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

// A location or the fix of a refreshing check-in came, or the latter went.
struct NewFix {
  projections::TrailFix fix;
  bool gone = false;
};

// A session whose place in the active indexes is to be seen to.
struct Relist {
  SessionId id;
  std::optional<Timestamp> due;  // of the timer that came
};

struct Subject : SubjectName {
  // With its head as stored. `unwritten_bytes`: of all subjects' overlays. Throws ReadFailure.
  Subject(const projections::Reads& committed, SubjectName name, std::size_t& unwritten_bytes);
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  projections::SubjectHead head;
  Timestamp newest;  // lifecycle event of the history, folded or not
  SubjectLiveness liveness;
  SubjectRows rows;
  SubjectCover cover;
  Overlay overlay;  // history, checkpoints, trail
  // What is stored of sessions' fixes; of those that were asked for.
  std::map<SessionId, std::optional<projections::Evidence>> evidence;

  // Collected by add(), folded by settle().
  std::vector<Incoming> incoming;
  std::vector<LatePing> late_pings;
  std::vector<SessionId> returned;  // ids that were vouched for anew after a silence
  bool unsettled = false;

  // Since the last flush.
  std::map<SessionId, std::vector<NewFix>> fixes;  // by the id that they came under
  std::vector<Relist> relist;
  bool dirty = false;
  bool recent = false;  // asked for since the last sweep of the table
  bool head_dirty = false;
  std::size_t counted_bytes = 0;  // in the engine's sum
};

}  // namespace muster::processors
