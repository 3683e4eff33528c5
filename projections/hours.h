// Hours and presence by UTC quarter hour (semantics §6). Zones, labels and grouping are the caller's:
// they recombine quarters. One thread a Reads.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "projections/edges.h"
#include "projections/queries.h"

namespace muster::projections {

// [from, to) in quarters.
struct QuarterRange {
  Quarter from = 0, to = 0;
  friend bool operator==(const QuarterRange&, const QuarterRange&) = default;
};

// Counted time of one subject under one kind; activity "" is all of it, others are what their label
// covers of it (not parts that add up).
struct SubjectHours {
  Kind kind;
  std::string activity;
  std::map<Quarter, Duration> counted;  // no quarter without time
  friend bool operator==(const SubjectHours&, const SubjectHours&) = default;
};

// Exact to as_of. By kind, activity.
std::vector<SubjectHours> subject_hours(const Reads& reads, const Tenant& tenant, const SubjectId& subject,
                                        QuarterRange range, Timestamp as_of);

// The tenant's, of one kind at one place (empty: at none).
struct QuarterTotals {
  Duration counted{};
  std::int64_t in = 0;  // sessions in at the quarter's start
  std::int64_t started = 0;
  std::array<std::int64_t, kEndReasonCount> ended{};
  friend bool operator==(const QuarterTotals&, const QuarterTotals&) = default;
};
struct TenantHours {
  Kind kind;
  PlaceId place;
  std::map<Quarter, QuarterTotals> quarters;  // none that is all zeros
  friend bool operator==(const TenantHours&, const TenantHours&) = default;
};

// Quarters that are over at as_of: it is floored to the quarter. By kind, place.
std::vector<TenantHours> tenant_hours(const Reads& reads, const Tenant& tenant, QuarterRange range,
                                      Timestamp as_of);

}  // namespace muster::projections
