// How many stays of one subject touch each quarter, by series (cover.h): its rows, the last ones held
// decoded, since what comes in order changes those alone. One thread.
#pragma once

#include <map>

#include "projections/cover.h"
#include "projections/index_keys.h"
#include "projections/keys.h"
#include "projections/kv.h"

namespace muster::processors {

class SubjectCover {
 public:
  // Both outlive this.
  SubjectCover(const projections::Reads& committed, const projections::keys::Scope& scope)
      : committed_(committed), scope_(scope) {}

  // Writes the rows that a change touches, and tells how it changes the tenant's subjects. Once a series
  // between two commits: what was written before is not seen.
  projections::Edges add(const projections::TenantSeries& series, const projections::CoverSteps& change,
                         projections::Batch& batch);

  std::size_t bytes() const;

 private:
  // The greatest rows of a series; `whole`: all of them.
  struct Held {
    projections::CoverRows rows;
    bool whole = false;
    bool reaches(projections::Day day) const { return whole || (!rows.empty() && rows.begin()->first <= day); }
  };
  Held& hold(const projections::TenantSeries& series, projections::Day from);
  projections::CoverRows read(const projections::TenantSeries& series, projections::CoverSpan days) const;

  const projections::Reads& committed_;
  const projections::keys::Scope& scope_;
  std::map<projections::TenantSeries, Held> held_;
};

}  // namespace muster::processors
