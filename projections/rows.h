// The rows that projections keep, as plain structs. Their bytes are in codec.h, their keys in keys.h.
// Plain values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projections/component.h"
#include "projections/session_row.h"
#include "schemas/event.h"
#include "schemas/topics.h"

namespace muster::projections {

enum class Outcome : std::uint8_t {  // stored: do not change
  opened = 0, refreshed = 1, already_active = 2, kind_conflict = 3, session_closed = 4, closed = 5,
  already_closed = 6, after_end = 7, not_started = 8, repeated = 9, id_conflict = 10, ignored = 11,
  accepted = 12,  // a correction, as it is stored: what became of it its session's row tells
  applied = 13, overruled = 14, unknown_session = 15, counted = 16, waiting = 17,  // told, not stored
};

// One lifecycle event as it stands in a subject's history.
struct HistoryRow {
  Outcome outcome{};
  std::string session;   // the session that it acted on, "" if none
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  std::string record;    // the bytes of the topic
  friend bool operator==(const HistoryRow&, const HistoryRow&) = default;
};

// What is remembered of an identity (docs/semantics.md, Identity): which copy is the event, and the other
// copies.
struct IdentityCopy {
  Timestamp time{};
  std::uint64_t data_digest = 0;  // of comparable_data()
  friend bool operator==(const IdentityCopy&, const IdentityCopy&) = default;
  friend auto operator<=>(const IdentityCopy&, const IdentityCopy&) = default;
};

struct IdentityRow {
  Timestamp time{};
  Timestamp ingesttime{};
  std::uint64_t data_digest = 0;
  std::vector<IdentityCopy> copies;  // sorted, distinct; without the event itself
  friend bool operator==(const IdentityRow&, const IdentityRow&) = default;
};

// The fold's state between two lifecycle events of a subject. Sessions that nothing but a check-out need
// ever end, and that are in nobody's way, are not in `open`: they would be in all that follow, and are looked
// for where they are asked for (those whose silence suspends by their components, others by mentions).
struct Checkpoint {
  std::vector<SessionRow> open;       // by (started_at, id)
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// What check-ins of a kind may have been like: more is allowed, so that nobody is looked for in vain.
struct KindSeen {
  bool resumes = false;  // some silence only suspends
  bool endless = false;  // some are without limit, liveness and deadline
  bool limited = false;  // some have a limit
  bool blank = false;    // some take an activity back, by an empty one
  friend bool operator==(const KindSeen&, const KindSeen&) = default;
};

// Where a subject's history ends: the state after all of it, whose open rows stand in `sessions`.
struct SubjectHead {
  std::vector<SessionId> open;         // by (started_at, id)
  std::map<Kind, KindSeen> kinds;      // of the check-ins that came
  Timestamp latest{};                  // no check-in or check-out is later
  Timestamp loose{};                   // no check-out is later that did not just end the session it names
  bool corrected = false;              // there may be amendments or reviews
  std::uint32_t since_checkpoint = 0;  // events since the last stored checkpoint
  friend bool operator==(const SubjectHead&, const SubjectHead&) = default;
};

enum class FixSource : std::uint8_t { check_in = 0, check_out = 1, location = 2 };  // stored: do not change

// Of a location, or of a check-in that refreshed; the row has those of its opening and its closing.
struct TrailFix {
  Timestamp time{};
  Position position;
  Timestamp ingesttime{};
  FixSource source = FixSource::location;
  friend bool operator==(const TrailFix&, const TrailFix&) = default;
};

// What a session's fixes have said up to some point (evidence.h).
struct Evidence {
  std::vector<Flag> flags;
  std::optional<TrailFix> last;            // the neighbour of the next one
  bool between = false;                    // there are others than the opening and the closing one
  Timestamp judged_to = Timestamp::min();  // time of the last fix looked at, counted or not
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

}  // namespace muster::projections
