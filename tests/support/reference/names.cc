#include "tests/support/reference/names.h"

#include <array>

namespace muster::reference {
namespace {

template <class T, std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& names, T v) {
  return names.at(static_cast<std::size_t>(v));
}

constexpr std::array<std::string_view, kStatuses> kStatusNames{
    "active", "lapsed", "completed", "expired", "auto_closed", "evicted", "voided"};
constexpr std::array<std::string_view, kReasons> kReasonNames{
    "none",    "checkout", "logout",      "admin",   "emergency",
    "amended", "expired",  "auto_closed", "evicted", "lapsed"};
constexpr std::array<std::string_view, kOutcomes> kOutcomeNames{
    "opened",         "refreshed", "already_active",  "session_closed", "kind_conflict", "closed",
    "already_closed", "after_end", "not_started",     "counted",        "waiting",       "ignored",
    "applied",        "overruled", "unknown_session", "repeated",       "id_conflict"};
constexpr std::array<std::string_view, kFlags> kFlagNames{
    "outside_place", "uncertain_place",    "left_place",   "low_accuracy",
    "mock_location", "impossible_speed",   "long_running", "forgotten_checkout",
    "auto_closed",   "checkout_after_end", "clock_skew",   "late_arrival",
    "emergency"};
constexpr std::array<std::string_view, kVerdicts> kVerdictNames{"none", "inside", "outside",
                                                                "uncertain"};
constexpr std::array<std::string_view, kReviewStates> kReviewNames{"none", "pending", "approved",
                                                                   "rejected"};

}  // namespace

std::string_view name(SessionStatus v) { return pick(kStatusNames, v); }
std::string_view name(EndReason v) { return pick(kReasonNames, v); }
std::string_view name(Outcome v) { return pick(kOutcomeNames, v); }
std::string_view name(FlagName v) { return pick(kFlagNames, v); }
std::string_view name(Verdict v) { return pick(kVerdictNames, v); }
std::string_view name(ReviewState v) { return pick(kReviewNames, v); }

}  // namespace muster::reference
