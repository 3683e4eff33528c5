// Whether every row of a store can be read: for whoever is to trust a copy. Any thread.
#pragma once

#include <cstdint>

#include "projections/kv.h"
#include "schemas/result.h"

namespace muster::projections {

// Reads all of it, for as long as that takes; how many rows there are. errors: store_corrupt, where =
// the family of the first row that is none; store_unavailable
Result<std::uint64_t> check_rows(const Reads& reads);

}  // namespace muster::projections
