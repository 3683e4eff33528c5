#include "processors/contribution.h"

#include <vector>

#include "projections/view.h"

namespace muster::processors {

using projections::Interval;

void contribute(const projections::SessionRow& row, const projections::Vouched& vouched, Timestamp from,
                int sign, Contribution& into) {
  if (row.corrections.voided) return;
  const std::vector<Interval> present = projections::presence(row, vouched.all);
  for (const Interval& i : projections::cut_to(present, from, kEndOfTime)) {
    into.tenant.add_presence(i, sign);
    projections::add_touched(i, sign, into.cover);
    if (!row.policy.counts) continue;
    into.tenant.add_counted(i, sign);
    into.hours[""].add_counted(i, sign);
  }
  if (row.policy.counts) {
    for (const auto& [activity, components] : vouched.by_activity) {
      const auto named = projections::presence_in(present, components);
      for (const Interval& i : projections::cut_to(named, from, kEndOfTime)) {
        into.hours[activity].add_counted(i, sign);
      }
    }
  }
  const auto last = projections::view(row, vouched, kEndOfTime);
  if (!last) return;
  into.tenant.add_started(last->started_at, sign);
  if (last->ended_at && last->end_reason) into.tenant.add_ended(*last->ended_at, *last->end_reason, sign);
}

}  // namespace muster::processors
