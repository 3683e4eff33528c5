#include "api/negotiate.h"

#include <fmt/compile.h>

#include <charconv>
#include <vector>

#include "schemas/text.h"

namespace muster::api {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.push_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool same_word(std::string_view a, std::string_view b) { return lower(a) == lower(b); }

// How exactly a media range names a type: 3 fully, 2 its family, 1 anything, 0 not at all.
int match(std::string_view range, std::string_view type) {
  if (same_word(range, type)) return 3;
  if (range == "*/*") return 1;
  const auto slash = type.find('/');
  const bool family = range.ends_with("/*") && same_word(range.substr(0, range.size() - 2), type.substr(0, slash));
  return family ? 2 : 0;
}

double quality_of(const std::vector<std::string_view>& parameters) {
  for (std::size_t i = 1; i < parameters.size(); ++i) {
    const std::string_view parameter = parameters[i];
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
    double quality = 0;
    std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), quality);
    return quality;
  }
  return 1;
}

// The quality that the most exact range gives the type.
double quality(const std::vector<std::string_view>& ranges, std::string_view type) {
  int exactness = 0;
  double result = 0;
  for (const std::string_view range : ranges) {
    const auto parts = split(range, ';');
    const int exact = match(parts.front(), type);
    if (exact <= exactness) continue;
    exactness = exact;
    result = quality_of(parts);
  }
  return result;
}

}  // namespace

std::optional<std::size_t> negotiate(std::string_view accept, std::span<const std::string_view> offered) {
  const auto ranges = split(accept, ',');
  std::optional<std::size_t> best;
  double best_quality = 0;
  for (std::size_t i = 0; i < offered.size(); ++i) {
    const double q = quality(ranges, offered[i]);
    if (q <= best_quality) continue;
    best = i;
    best_quality = q;
  }
  return best;
}

std::string weak_etag(std::uint64_t hash) { return fmt::format(FMT_COMPILE("W/\"{:016x}\""), hash); }

}  // namespace muster::api
