// Hours and presence by UTC quarter hour (docs/semantics.md, Hours). Zones, labels and grouping are the
// caller's: they recombine quarters. Series are read one after the other and given as they are read, so that
// memory does not grow with them. One thread a Reads.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "projections/edges.h"
#include "projections/index_keys.h"
#include "projections/queries.h"

namespace muster::projections {

inline constexpr std::size_t kSeriesAtMost = 10'000;  // that one call looks at

// [from, to) in quarters.
struct QuarterRange {
  Quarter from = 0, to = 0;
  friend bool operator==(const QuarterRange&, const QuarterRange&) = default;
};

// Counted time of one subject under one kind; activity "" is all of it, others are what their label
// covers of it (not parts that add up).
struct SubjectSeries {
  Kind kind;
  std::string activity;
  friend bool operator==(const SubjectSeries&, const SubjectSeries&) = default;
  friend auto operator<=>(const SubjectSeries&, const SubjectSeries&) = default;
};
struct SubjectSeriesFilter {
  std::optional<Kind> kind;
  std::optional<std::string> activity;
  bool admits(const SubjectSeries& series) const;
};
// False ends the reading.
using VisitSubjectQuarter = std::function<bool(const SubjectSeries&, Quarter, Duration)>;

// Exact to as_of, quarters without time left out. By series and quarter, but for the quarter that
// holds as_of: it comes last, of all series. False: ended by `visit`, or because there is more than may be looked at.
bool subject_hours(const Reads& reads, const Tenant& tenant, const SubjectId& subject,
                   const SubjectSeriesFilter& filter, QuarterRange range, Timestamp as_of,
                   const VisitSubjectQuarter& visit);

// The tenant's, of one series; of a grain that is not kind_and_place, the subjects alone.
struct QuarterTotals {
  Duration counted{};
  std::int64_t in = 0;  // sessions in at the quarter's start
  std::int64_t started = 0;
  std::array<std::int64_t, kEndReasonCount> ended{};
  std::int64_t subjects = 0;         // distinct ones that are present some time in the quarter
  std::int64_t subjects_so_far = 0;  // from the start of its UTC hour to its end
  friend bool operator==(const QuarterTotals&, const QuarterTotals&) = default;
};
struct TenantSeriesFilter {
  std::optional<Kind> kind;
  std::optional<PlaceId> place;  // with kind_and_place only
  Grain grain = Grain::kind_and_place;
  bool admits(const TenantSeries& series) const;
};
// False ends the reading.
using VisitTenantQuarter = std::function<bool(const TenantSeries&, Quarter, const QuarterTotals&)>;

// Quarters that are over at as_of, which is floored to the quarter; none that is all zeros. By series,
// quarter. False: ended by `visit`, or because there are more series.
bool tenant_hours(const Reads& reads, const Tenant& tenant, const TenantSeriesFilter& filter,
                  QuarterRange range, Timestamp as_of, const VisitTenantQuarter& visit);

}  // namespace muster::projections
