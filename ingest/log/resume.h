// Going on where a store left off, with proof that it is the same log: a topic that was deleted and
// made anew, or a restored broker, has other records at the same offsets. Any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "ingest/log/log.h"

namespace muster::log {

// xxh3 (64 bits) over timestamp, key and value. A stored value: golden in a test.
std::uint64_t record_hash(const RecordView& record);

// A reader at `next`. `last_hash` = record_hash() of the record at `next - 1`, which is read again;
// empty = nothing was read yet. May block for round trips to a broker. Errors:
//   log_discontinuity (corrupt)                     another record, or none, where one was read
//   offset_past_end, offset_below_start (corrupt)   as Reader::poll
//   log_unavailable (retry)
// A record that compaction or retention has taken since is no fault, as long as none that was not
// read is gone.
Result<std::unique_ptr<Reader>> resume(EventLog& log, Topic topic, Partition partition, Offset next,
                                       std::optional<std::uint64_t> last_hash);

}  // namespace muster::log
