// The errors of the event log that its forms share, so that all word them alike. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "ingest/log/log.h"

namespace muster::log {

std::string position_text(Topic topic, Partition partition, Offset offset);  // muster.pings.v1:3:871

Error log_unavailable(std::string_view where, std::string_view hint);
Error log_timeout(std::string_view where);
Error log_full(std::size_t budget_bytes);
Error record_too_large(const Record& record);

// What a reader standing at `offset` of a log of [start, end) has to say, if anything.
Status check_offset(Topic topic, Partition partition, Offset offset, Offset start, Offset end);
Error offset_past_end(Topic topic, Partition partition, Offset offset, Offset end);
Error offset_below_start(Topic topic, Partition partition, Offset offset, Offset start);

// The bytes that a record is counted with against budgets and kMaxRecordBytes.
std::size_t payload_bytes(const Record& record);

// `text` from outside, fit for a person's screen: printable ASCII, at most 200 bytes.
std::string sanitised(std::string_view text);

}  // namespace muster::log
