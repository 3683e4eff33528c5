// The request target, taken apart once. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "api/http/message.h"
#include "schemas/result.h"

namespace muster::http {

// Fills target, path, segments and query. Takes "/path?query", "http://host/path?query" and "*".
// error: bad_request (invalid): another form, a bad %-escape, NUL, or bytes that are not UTF-8.
Status parse_target(std::string_view target, Request& into);

}  // namespace muster::http
