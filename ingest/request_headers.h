// What writes take from the head of a request. Pure; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "api/http/message.h"
#include "ingest/door.h"
#include "schemas/result.h"

namespace muster::ingest {

// Writes have no query parameters. error: unknown_parameter (invalid)
Status check_no_query(const http::Request& request);

// The request as the door takes it, but for `who`; its views are into `request`. Errors:
//   bad_header (invalid)  Idempotency-Key or Prefer: wait can't be read, or comes twice
//   unsupported_media_type (refused)  a Content-Encoding
Result<WriteRequest> write_request(Call call, const http::Request& request);

}  // namespace muster::ingest
