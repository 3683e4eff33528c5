// How stored enum values are spelled in JSON, in policy files and in answers. The arrays are indexed
// by the stored value. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "schemas/event.h"
#include "schemas/policy.h"

namespace muster {

inline constexpr std::array<std::string_view, 3> kLivenessNames{"no", "final", "resumes"};
inline constexpr std::array<std::string_view, 2> kOnLimitNames{"keep", "evict_oldest"};
inline constexpr std::array<std::string_view, 4> kReasonNames{"checkout", "logout", "admin", "emergency"};
inline constexpr std::array<std::string_view, 3> kDecisionNames{"approve", "reject", "reopen"};
inline constexpr std::array<std::string_view, 6> kDirectoryTypeNames{"subject", "place", "device", "account", "key", "logins"};

constexpr const auto& names_of(Liveness) { return kLivenessNames; }
constexpr const auto& names_of(OnLimit) { return kOnLimitNames; }
constexpr const auto& names_of(CheckOutReason) { return kReasonNames; }
constexpr const auto& names_of(Decision) { return kDecisionNames; }
constexpr const auto& names_of(DirectoryType) { return kDirectoryTypeNames; }

template <class Enum>
constexpr std::string_view name_of(Enum value) {
  return names_of(value)[static_cast<std::size_t>(value)];
}

// Empty where no value of Enum is spelled so.
template <class Enum>
constexpr std::optional<Enum> from_name(std::string_view text) {
  const auto& names = names_of(Enum{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace muster
