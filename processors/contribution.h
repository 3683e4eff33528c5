// What one session adds to the rollups (docs/semantics.md, Hours): a pure function of its row and of what
// vouches for it. The store applies contribution(new) - contribution(old). Any thread.
#pragma once

#include <string>

#include <boost/container/flat_map.hpp>

#include "projections/cover.h"
#include "projections/edges.h"
#include "projections/presence.h"
#include "projections/rows.h"

namespace muster::processors {

struct Contribution {
  boost::container::flat_map<std::string, projections::Edges> hours;  // of the subject, by activity; "" is all of it
  projections::Edges tenant;                        // of its kind and place
  projections::CoverSteps cover;                    // in which quarters it is there
};

// Adds the session `sign` times (1 or -1). Intervals are cut to what lies at or after `from`: the
// difference of two contributions is right from any `from` before which the two do not differ.
void contribute(const projections::SessionRow& row, const projections::Vouched& vouched, Timestamp from,
                int sign, Contribution& into);

}  // namespace muster::processors
