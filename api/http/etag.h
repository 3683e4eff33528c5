// Entity tags as clients send them back (If-Match, If-None-Match). Pure; any thread.
#pragma once

#include <string_view>

namespace muster::http {

// True where `list` is "*" or names `etag` (as W/"9f2c", or "9f2c" in quotes): weak and strong tags
// are the same here.
bool names_etag(std::string_view list, std::string_view etag);

}  // namespace muster::http
