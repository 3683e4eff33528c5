// The log-ins of one account as its record has them, changed: pure, time is an argument.
#pragma once

#include <string>
#include <string_view>

#include "schemas/credential_records.h"

namespace muster::ingest {

// Null where that log-in is not open.
LogIn* find_log_in(LogInsRecord& record, std::string_view sid);

// What has expired goes; of what would be too many, the one refreshed longest ago ends.
void begin_log_in(LogInsRecord& record, LogIn log_in, Timestamp now);
// False: it was not open. It stays known as ended for a while.
bool end_log_in(LogInsRecord& record, std::string_view sid, Timestamp now);

}  // namespace muster::ingest
