// Names of the reference fold's answers, as the document writes them.
#pragma once

#include <string_view>

#include "tests/support/reference/answer.h"

namespace muster::reference {

std::string_view name(SessionStatus v);
std::string_view name(EndReason v);
std::string_view name(Outcome v);
std::string_view name(FlagName v);
std::string_view name(Verdict v);
std::string_view name(ReviewState v);

// How many values each closed list has: value i is static_cast<T>(i).
inline constexpr int kStatuses = 7, kReasons = 10, kOutcomes = 17, kFlags = 13, kVerdicts = 4,
                     kReviewStates = 4;

}  // namespace muster::reference
