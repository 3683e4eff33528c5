// Why a text is not JSON as the door wants it. Slow; called once a text has been refused. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "schemas/result.h"

namespace muster::ingest {

// errors: bad_utf8, duplicate_key (where = its pointer), bad_json (all invalid)
Error json_fault(std::string_view text);

// One reference token of a JSON Pointer, escaped (RFC 6901), with its leading '/'.
void append_pointer(std::string& pointer, std::string_view token);

}  // namespace muster::ingest
