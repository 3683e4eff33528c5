// How many sessions there are, by kind and status. One thread a Reads.
#pragma once

#include <functional>
#include <vector>

#include "projections/list_sessions.h"

namespace muster::projections {

struct KindCount {
  Kind kind;
  SessionStatus status{};
  std::size_t count = 0;
  friend bool operator==(const KindCount&, const KindCount&) = default;
};

struct Stats {
  std::vector<KindCount> items;  // by kind, status; none of zero
  bool exact = true;             // else only the newest kScannedAtMost sessions were looked at
};

// Of the sessions that `request` lists, all pages together. Where it asks for active ones alone and
// for nothing that only rows tell, an index entry each is read and no row.
Stats session_stats(const Reads& reads, const ListRequest& request);

}  // namespace muster::projections
