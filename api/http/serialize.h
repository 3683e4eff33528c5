// From an answer to the bytes of its head. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/http/message.h"
#include "schemas/time.h"

namespace muster::http {

// What the head says besides what the handler set.
struct Framing {
  std::string_view request_id;
  std::string_view date;     // as http_date()
  bool close = false;        // Connection: close
  bool keep_alive = false;   // said aloud, for HTTP/1.0
};

// Whether every field can be sent: names are tokens, values have no control characters, and none
// is a field that the seam writes itself.
bool is_sendable(const Response& response);

// Status line and fields with the empty line; the length is that of `response.body`.
std::string serialize_head(const Response& response, const Framing& framing);

// 204 and 304 (and 1xx) have no body and no Content-Length.
bool has_body(int status);

// "Sat, 21 Nov 2026 08:00:00 GMT"
std::string http_date(Timestamp t);

}  // namespace muster::http
