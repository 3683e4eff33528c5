// Whose announcements the outbox of a partition holds. A copy of a store has another identity (Store::identity):
// what it has to announce is not what readers of the store that went on have heard. A store that took the place
// of another one, with its outbox, goes on with that one's lineage. Any thread.
#pragma once

#include <string>

#include "projections/index_keys.h"
#include "projections/kv.h"

namespace muster::projections {

// False of a copy until own_outbox(), and of a store that has announced nothing yet.
bool owns_outbox(const Store& store, keys::Partition p);
// Names the sequence of announcements: another one for every store, but for one that took another's place.
std::string outbox_lineage(const Store& store, keys::Partition p);

void own_outbox(Batch& batch, const Store& store, keys::Partition p, const std::string& lineage);

}  // namespace muster::projections
