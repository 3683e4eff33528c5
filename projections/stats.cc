#include "projections/stats.h"

#include <map>
#include <utility>

#include "projections/candidates.h"

namespace muster::projections {

Stats session_stats(const Reads& reads, const ListRequest& request) {
  ListRequest all = request;
  all.after.reset();
  all.newest_first = true;
  const bool from_entries = entries_suffice(all);
  std::map<std::pair<Kind, SessionStatus>, std::size_t> counts;
  Stats stats;
  std::size_t scanned = 0;
  for_each_candidate(reads, all, [&](const Candidate& c) {
    if (scanned++ == all.scan_at_most) {
      stats.exact = false;
      return false;
    }
    if (from_entries) {
      if (worth_reading(all, c)) ++counts[{c.active->kind, SessionStatus::active}];
    } else if (const auto shown = match(reads, all, c)) {
      ++counts[{shown->stored.row.kind, shown->view.status}];
    }
    return true;
  });
  for (const auto& [what, count] : counts) stats.items.push_back({what.first, what.second, count});
  return stats;
}

}  // namespace muster::projections
