// One CloudEvent in structured mode into a draft, and one in binary mode into structured text.
// A part of reading bodies (body.h).
#pragma once

#include <string>
#include <string_view>

#include "ingest/body.h"
#include "ingest/item_reader.h"

namespace muster::ingest {

void read_cloud_event(ItemReader& in, Draft& draft, bool replay);

// errors: bad_json, bad_utf8, duplicate_key (invalid)
Result<std::string> structured_text(const Body& binary);

}  // namespace muster::ingest
