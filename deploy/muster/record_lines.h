// Records of a log as lines of JSON, for people and their tools. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "ingest/log/log.h"

namespace muster::deploy {

// {"topic":…,"partition":…,"offset":…,"timestamp":…,"key":…,"value":…} without a line break; with
// `headers` an object of them, too. A tombstone's value is null. What is not JSON comes as
// "value_text", or where it is not text either as "value_base64".
std::string record_line(const log::RecordView& record, bool headers);

// Whether the record is about that subject, of any tenant.
bool is_about(const log::RecordView& record, std::string_view subject);

}  // namespace muster::deploy
