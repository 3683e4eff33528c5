// What the head of a request says of its body, and by which key it may come again. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "api/http/message.h"
#include "schemas/result.h"

namespace muster::http {

// The type that a Content-Type names: "Application/JSON; charset=UTF-8" -> "application/json". Empty where another
// charset is named: all that is taken here is UTF-8.
std::string media_type(std::string_view content_type);

// That the body is JSON in UTF-8, not encoded: never from a form, which a page of another site could send without
// being asked. error: unsupported_media_type (refused)
Status check_json_body(const Request& request);

// Idempotency-Key; empty where there is none. error: bad_header (invalid): no such key, or it comes twice
Result<std::string> idempotency_key(const Request& request);

}  // namespace muster::http
