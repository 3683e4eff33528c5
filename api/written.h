// What the log holds by now, for who has to know it before deciding: whatever was taken before, by whichever
// process, is known once it is read (processors/progress.h). What comes at the same moment counts as later.
#pragma once

#include <set>
#include <vector>

#include "ingest/log/log.h"

namespace muster::api {

// The last lifecycle events of those partitions. Any thread; may block for round trips to a broker.
// error: log_unavailable (retry)
Result<std::vector<log::Position>> written_by_now(log::EventLog& log, const std::set<log::Partition>& partitions);

}  // namespace muster::api
