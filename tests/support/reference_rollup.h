// The rollups of docs/semantics.md (Hours), straight from the folded sessions. Pure; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/reference_fold.h"

namespace muster::reference {

inline constexpr Duration kQuarter = std::chrono::minutes{15};
inline constexpr Duration kHour = std::chrono::hours{1};

Timestamp floor_to(Timestamp t, Duration step);

// Per subject: exact to as_of. The activity "" is all counted time.
struct SubjectBucket {
  Kind kind;
  std::string activity;
  Timestamp quarter{};
  friend auto operator<=>(const SubjectBucket&, const SubjectBucket&) = default;
};
using SubjectRollup = std::map<SubjectBucket, Duration>;
SubjectRollup subject_rollup(const SubjectAnswer& answer);

// Per tenant, in the quarters before the floor. An empty place is a session without one.
struct KindPlace {
  Kind kind;
  PlaceId place;
  friend auto operator<=>(const KindPlace&, const KindPlace&) = default;
};
struct TenantBucket {
  std::uint64_t started = 0;
  std::map<EndReason, std::uint64_t> ended;
  Duration counted{};
  std::uint64_t in_at_start = 0;
  friend bool operator==(const TenantBucket&, const TenantBucket&) = default;
};
// Distinct subjects: per (kind, place), (kind, any), (any, any).
struct Crowd {
  bool any_kind = false;
  bool any_place = false;
  Kind kind;
  PlaceId place;
  friend auto operator<=>(const Crowd&, const Crowd&) = default;
};
using Crowds = std::map<Timestamp, std::map<Crowd, std::uint64_t>>;

struct TenantRollup {
  Timestamp floor{};
  std::map<Timestamp, std::map<KindPlace, TenantBucket>> quarters;
  Crowds subjects_by_quarter, subjects_by_hour;
  friend bool operator==(const TenantRollup&, const TenantRollup&) = default;
};

// One element a subject, all of one tenant.
TenantRollup tenant_rollup(const std::vector<std::vector<Copy>>& subjects, Timestamp as_of);

}  // namespace muster::reference
