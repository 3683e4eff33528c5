#include "projections/cover.h"

#include <rapidcheck.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace muster::projections {
namespace {

constexpr Quarter kFirst = -100, kLast = 300;  // quarters that stays lie in, over several days

Interval some_stay() {
  const auto at = rc::gen::inRange<std::int64_t>(kFirst * kQuarter.count() / 60'000, kLast * kQuarter.count() / 60'000);
  const auto [a, b] = *rc::gen::pair(at, at);  // in minutes
  const bool open = *rc::gen::weightedElement<bool>({{7, false}, {1, true}});
  return {from_ms(std::min(a, b) * 60'000), open ? kEndOfTime : from_ms(std::max(a, b) * 60'000)};
}

bool touches(const Interval& i, Quarter from, Quarter to) {
  return i.start < i.end && i.start < start_of_quarter(to) && start_of_quarter(from) < i.end;
}

Quarter hour_of(Quarter q) { return q - (q % 4 + 4) % 4; }

// The rows that a change may touch, as a writer has them.
CoverRows rows_for(const CoverRows& all, const CoverSteps& change) {
  const CoverSpan span = span_of(change);
  CoverRows some;
  auto from = all.upper_bound(span.first);
  if (from != all.begin()) --from;
  for (; from != all.end() && from->first <= span.last; ++from) some.insert(*from);
  return some;
}

void apply(const CoverSteps& change, CoverRows& all, Edges& subjects) {
  if (change.empty()) return;
  CoverRows rows = rows_for(all, change);
  const CoverChange done = change_cover(rows, change);
  subjects.add(done.subjects);
  for (const Day day : done.days) {
    all.erase(day);
    if (rows.contains(day)) all.emplace(day, rows.at(day));
  }
}

std::int64_t cell(const Edges& edges, Quarter q, Column c) {
  const auto it = edges.by_quarter().find(q);
  return it == edges.by_quarter().end() ? 0 : it->second[static_cast<std::size_t>(c)];
}

TEST(Cover, AStayOfNoLengthTouchesNothing) {
  CoverSteps change;
  for (const Timestamp t : {start_of_quarter(4), from_ms(60'000)}) add_touched({t, t}, 1, change);
  EXPECT_TRUE(change.empty());
}

TEST(Cover, ASubjectIsThereOnceHoweverManyStaysTouchAQuarter) {
  CoverSteps change;
  add_touched({from_ms(0), from_ms(1)}, 1, change);  // however short
  add_touched({from_ms(60'000), start_of_quarter(2)}, 1, change);
  CoverRows rows;
  const CoverChange done = change_cover(rows, change);
  EXPECT_EQ(done.days, std::vector<Day>{0});
  EXPECT_EQ(rows.at(0).steps.size(), 3U);
  EXPECT_EQ(cell(done.subjects, 0, Column::subjects), 1);
  EXPECT_EQ(cell(done.subjects, 2, Column::subjects), -1);
  EXPECT_EQ(cell(done.subjects, 0, Column::subjects_so_far), 1);
  EXPECT_EQ(cell(done.subjects, 4, Column::subjects_so_far), -1);  // who left is still of the hour
}

TEST(Cover, AnotherStayWithinOneChangesNothingOfTheTenants) {
  CoverRows rows;
  CoverSteps day, within;
  add_touched({start_of_quarter(0), start_of_quarter(20)}, 1, day);
  add_touched({start_of_quarter(3), start_of_quarter(9)}, 1, within);
  change_cover(rows, day);
  EXPECT_TRUE(change_cover(rows, within).subjects.empty());
}

TEST(CoverProperty, ChangesAddUpToWhatALookAtEveryStayGives) {
  EXPECT_TRUE(rc::check("subjects by quarter and so far by hour", [] {
    std::vector<Interval> stays;
    CoverRows rows;
    Edges subjects;
    const int changes = *rc::gen::inRange(1, 12);
    for (int i = 0; i < changes; ++i) {
      CoverSteps change;
      for (int more = *rc::gen::inRange(1, 4); more > 0; --more) {
        if (!stays.empty() && *rc::gen::inRange(0, 3) == 0) {  // one goes
          const auto at = stays.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(stays));
          add_touched(*at, -1, change);
          stays.erase(at);
        } else {
          stays.push_back(some_stay());
          add_touched(stays.back(), 1, change);
        }
      }
      apply(change, rows, subjects);
    }
    std::int64_t in_quarter = 0, so_far = 0;
    for (Quarter q = kFirst - 8; q <= kLast + 8; ++q) {
      in_quarter += cell(subjects, q, Column::subjects);
      so_far += cell(subjects, q, Column::subjects_so_far);
      const auto any = [&](Quarter from) {
        return std::any_of(stays.begin(), stays.end(), [&](const Interval& i) { return touches(i, from, q + 1); });
      };
      RC_ASSERT(in_quarter == any(q));
      RC_ASSERT(so_far == any(hour_of(q)));
    }
    // The rows are those of all stays at once.
    CoverRows at_once;
    CoverSteps all;
    for (const Interval& i : stays) add_touched(i, 1, all);
    Edges same;
    apply(all, at_once, same);
    RC_ASSERT(at_once == rows);
    RC_ASSERT(same.by_quarter() == subjects.by_quarter());
  }));
}

}  // namespace
}  // namespace muster::projections
