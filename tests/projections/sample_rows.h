// One of every stored row, with every optional there.
#pragma once

#include "projections/cover.h"
#include "projections/index_rows.h"
#include "projections/rows.h"

namespace muster::projections::samples {

SessionRow session();
HistoryRow history();
IdentityRow identity();
Checkpoint checkpoint();
SubjectHead subject_head();
DayLiveness liveness();
TrailFix trail_fix();
Evidence evidence();
ActiveEntry active_entry();
CoverDay cover_day();
OutboxRow outbox();

}  // namespace muster::projections::samples
