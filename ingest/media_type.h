// The type that a Content-Type header names. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace muster::ingest {

// "Application/JSON; charset=UTF-8" -> "application/json". Empty where another charset is named: all
// that is taken here is UTF-8.
std::string media_type(std::string_view content_type);

}  // namespace muster::ingest
