#include "schemas/json_number.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

namespace muster {
namespace {

// Whether a number that is no double is too large, rather than too small: the decimal exponent of
// its first digit that counts tells.
bool is_huge(std::string_view text) {
  constexpr std::int64_t kFarAway = 1'000'000'000;
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view digits = text.substr(0, e);
  const auto point = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
  const auto first = static_cast<std::int64_t>(digits.find_first_of("123456789"));
  std::int64_t exponent = 0;
  if (e < text.size()) {
    std::string_view tail = text.substr(e + 1);
    if (tail.front() == '+') tail.remove_prefix(1);
    if (std::from_chars(tail.data(), tail.data() + tail.size(), exponent).ec != std::errc{}) {
      exponent = tail.front() == '-' ? -kFarAway : kFarAway;
    }
  }
  return std::clamp(exponent, -kFarAway, kFarAway) + point - first > 0;
}

}  // namespace

double to_double(std::string_view text) {
  if (const std::int64_t whole = small_whole_number(text); whole >= 0) return static_cast<double>(whole);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc::result_out_of_range) return value;
  const double limit = is_huge(text) ? std::numeric_limits<double>::infinity() : 0.0;
  return text.front() == '-' ? -limit : limit;
}

}  // namespace muster
