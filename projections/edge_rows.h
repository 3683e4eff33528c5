// Where edges (edges.h) are stored: a subject's by day, a tenant's by day and summed over 32 and 1,024
// days, so that the sum of everything before a day is few rows. Adding and taking back is the same
// call with the contribution of either sign. One thread a batch.
#pragma once

#include "projections/edges.h"
#include "projections/index_keys.h"
#include "projections/kv.h"

namespace muster::projections {

void add_subject_hours(Batch& batch, const keys::Scope& scope, const Kind& kind, std::string_view activity,
                       const Edges& edges);
void add_tenant_hours(Batch& batch, const Tenant& tenant, keys::Partition p, const TenantSeries& series,
                      const Edges& edges);

}  // namespace muster::projections
