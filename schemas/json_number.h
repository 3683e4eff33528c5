// The value of a JSON number. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace muster {

// `text` follows the grammar of JSON numbers. Infinite where it lies beyond a double, 0 where it is
// too small for one; the locale plays no part.
double to_double(std::string_view text);

// The same for what is digits only and few enough: -1 for everything else.
inline std::int64_t small_whole_number(std::string_view text) {
  constexpr std::size_t kExactDigits = 15;
  if (text.size() > kExactDigits) return -1;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace muster
