#include "projections/flag.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace muster::projections {
namespace {

constexpr std::array<const char*, kFlagCount> kNames{
    "outside_place",      "uncertain_place", "left_place",         "low_accuracy", "mock_location",
    "impossible_speed",   "long_running",    "forgotten_checkout", "auto_closed",  "checkout_after_end",
    "clock_skew",         "late_arrival",    "emergency"};

}  // namespace

void raise(std::vector<Flag>& flags, Flag flag) {
  const auto at = std::lower_bound(flags.begin(), flags.end(), flag,
                                   [](const Flag& a, const Flag& b) { return a.name < b.name; });
  if (at == flags.end() || at->name != flag.name) {
    flags.insert(at, std::move(flag));
  } else if (std::tie(flag.since, flag.accepted, flag.evidence) < std::tie(at->since, at->accepted, at->evidence)) {
    *at = std::move(flag);
  }
}

const char* name_of(FlagName name) { return kNames[static_cast<std::size_t>(name)]; }

std::optional<FlagName> flag_named(std::string_view name) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<FlagName>(at - kNames.begin());
}

}  // namespace muster::projections
