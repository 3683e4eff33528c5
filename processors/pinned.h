// What a store was made of, pinned in it when it was new: format, number of partitions, epoch of the
// log. Main checks it at the start, to refuse; tasks before they open. Any thread.
#pragma once

#include <string>

#include "ingest/log/log.h"
#include "projections/kv.h"
#include "schemas/result.h"

namespace muster::processors {

// Writes what is not there yet. `store_name` is what messages call the store, a folder. errors:
//   wrong_format, wrong_partitions (refused), wrong_epoch (corrupt): another log, or another build
//   store_corrupt, disk_full
Status check_pinned(projections::Store& store, const log::EventLog& log, const std::string& store_name);
// Of these the epoch alone: of a store of an older format, which is read and not folded on.
Status check_epoch(projections::Store& store, const log::EventLog& log, const std::string& store_name);

}  // namespace muster::processors
