// What happened to one session: its lifecycle events, its pings and locations, its trail. One thread a Reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "projections/queries.h"

namespace muster::projections {

struct HistoryLine {
  EventRef event;  // of a copy: its own time
  Outcome outcome{};
  std::optional<std::uint32_t> partition;  // where the log holds it; of a copy nobody remembers
  std::optional<std::int64_t> offset;
  std::string record;  // "" of a copy
  friend bool operator==(const HistoryLine&, const HistoryLine&) = default;
};

// Events in [from, to) that name the session or an alias of it, the check-out of a kind or of all
// that closed it, and the copies of each as repeated or id_conflict. By time, at most `limit`.
std::vector<HistoryLine> session_history(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                         Timestamp from, Timestamp to, std::size_t limit);

// A ping or location under the session's id or an alias of it, and what became of it. Of a ping its time is all
// that is kept.
struct SignLine {
  SessionId id;
  Timestamp time{};
  std::optional<TrailFix> location;
  Outcome outcome{};
  friend bool operator==(const SignLine&, const SignLine&) = default;
};

// Those in [from, to), of aliases too from before their check-in. `vouched`: by whom then. By time, at most `limit`.
// `accepted_from`: locations that were accepted before it are gone (trail_kept). A ping of the very moment of a location is not told apart from it.
std::vector<SignLine> session_signs(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                    const Components& vouched, Timestamp from, Timestamp to, std::size_t limit,
                                    Timestamp accepted_from = Timestamp::min());

// How long fixes are shown from when they were accepted: as long as their topic keeps them. The fold goes on
// judging by older ones, so that a late correction has the same effect whenever it comes.
Duration trail_kept();

// Fixes in [from, to), under the session's id and its aliases from their check-in on. By time, at most
// `limit`.
std::vector<TrailFix> session_trail(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                    Timestamp from, Timestamp to, std::size_t limit,
                                    Timestamp accepted_from = Timestamp::min());

}  // namespace muster::projections
