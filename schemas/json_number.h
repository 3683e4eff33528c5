// The value of a JSON number. Pure; any thread.
#pragma once

#include <string_view>

namespace muster {

// `text` follows the grammar of JSON numbers. Infinite where it lies beyond a double, 0 where it is
// too small for one; the locale plays no part.
double to_double(std::string_view text);

}  // namespace muster
