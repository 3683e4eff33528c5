// What happened to one session: its lifecycle events and its trail. One thread a Reads.
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

// Events with time <= as_of that name the session or an alias of it, the check-out of a kind or of all
// that closed it, and the copies of each as repeated or id_conflict. By time, at most `limit`.
std::vector<HistoryLine> session_history(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                         Timestamp as_of, std::size_t limit);

// Fixes in [from, to), under the session's id and its aliases from their check-in on. By time, at most
// `limit`.
std::vector<TrailFix> session_trail(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                    Timestamp from, Timestamp to, std::size_t limit);

}  // namespace muster::projections
