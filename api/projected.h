// What became of events that were just taken in: how the door answers `Prefer: wait`.
#pragma once

#include "api/background.h"
#include "api/services.h"
#include "ingest/door.h"

namespace muster::api {

// The door's port over the projections. The references must outlive every call of it.
ingest::Projected projected(const Services& services, Background& background);

// Fills in `outcome` and `session` of one item, all before its position being visible in `rows`.
// Throws ReadFailure.
void fill_in(const projections::Reads& rows, const Tenant& tenant, Timestamp now, ingest::ItemAnswer& item);

}  // namespace muster::api
