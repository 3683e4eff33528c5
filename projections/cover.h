// Distinct subjects (docs/semantics.md, Hours): in which quarters somebody is there at all, told from how
// many of the subject's stays touch each quarter. Rows keep that number by day; what a change of it does
// to the tenant's counts is read off the rows that it touches. Pure; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/container/flat_map.hpp>

#include "projections/edges.h"

namespace muster::projections {

// By how much the number of stays changes from a quarter to the next; never a zero.
using CoverSteps = boost::container::flat_map<Quarter, std::int64_t>;

// One stay, in every quarter that the interval touches.
void add_touched(const Interval& i, int sign, CoverSteps& into);
void add_steps(const CoverSteps& more, CoverSteps& into);

// A day's row; there is none of a day without a step.
struct CoverDay {
  std::int64_t before = 0;  // stays that touch the last quarter of the day before
  boost::container::flat_map<std::uint32_t, std::int64_t> steps;  // by quarter of the day
  friend bool operator==(const CoverDay&, const CoverDay&) = default;
};
using CoverRows = boost::container::flat_map<Day, CoverDay>;

// The days whose rows a change may touch. `last`: kLastCoverDay where it goes on for good.
inline constexpr Day kLastCoverDay = INT32_MAX;
struct CoverSpan {
  Day first = 0, last = 0;
};
CoverSpan span_of(const CoverSteps& change);

// Applies a change, which is not empty. `rows` holds the last row at or before the first day of its
// span, if there is one, and all rows after it to the span's last day; it may hold more. Tells how the
// subjects of a tenant's series change, and which days' rows did.
struct CoverChange {
  Edges subjects;
  std::vector<Day> days;
};
CoverChange change_cover(CoverRows& rows, const CoverSteps& change);

}  // namespace muster::projections
