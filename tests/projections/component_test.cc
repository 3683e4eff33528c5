#include "projections/component.h"

#include <algorithm>
#include <rapidcheck.h>

#include <gtest/gtest.h>

namespace muster::projections {
namespace {

Component voucher(std::int64_t start, std::int64_t alive_to, std::int64_t counted_to) {
  return {from_ms(start), from_ms(alive_to), from_ms(counted_to)};
}

Components some_vouchers() {
  const auto drawn = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 200), rc::gen::inRange(0, 30), rc::gen::inRange(0, 10)));
  Components all;
  for (const auto& [start, next, grace] : drawn) all.push_back(voucher(start, start + next + grace, start + next));
  return all;
}

Components united(const Components& vouchers) {
  Components all;
  merge(all, vouchers);
  return all;
}

TEST(Component, OverlappingAndTouchingVouchersAreOne) {
  EXPECT_EQ(united({voucher(0, 10, 8), voucher(10, 20, 18), voucher(30, 40, 38)}),
            (Components{voucher(0, 20, 18), voucher(30, 40, 38)}));
}

// One of no length is of its day, also where that begins with it.
TEST(Component, OneOfNoLengthIsOnePiece) {
  for (const Timestamp t : {start_of(3), start_of(3) + Duration{1}}) {
    const auto pieces = split_by_day({t, t, t});
    ASSERT_EQ(pieces.size(), 1u);
    EXPECT_EQ(pieces[0].first, 3);
  }
}

TEST(Component, ALateVoucherJoinsTwo) {
  EXPECT_EQ(united({voucher(0, 10, 8), voucher(20, 30, 28), voucher(9, 21, 12)}), (Components{voucher(0, 30, 28)}));
}

TEST(Component, SaysWhetherAnythingChanged) {
  Components all;
  EXPECT_TRUE(merge(all, voucher(0, 10, 8)));
  EXPECT_FALSE(merge(all, voucher(2, 9, 8)));
  EXPECT_TRUE(merge(all, voucher(2, 9, 9)));
  EXPECT_FALSE(merge(all, voucher(50, 50, 50)));
  EXPECT_EQ(all.size(), 1U);
}

TEST(Component, FindsByTime) {
  const Components all{voucher(0, 10, 8), voucher(20, 30, 28)};
  EXPECT_EQ(component_at(all, from_ms(9)), &all[0]);
  EXPECT_EQ(component_at(all, from_ms(10)), nullptr);
  EXPECT_EQ(last_begun(all, from_ms(19)), &all[0]);
  EXPECT_EQ(last_begun(all, from_ms(20)), &all[1]);
  EXPECT_EQ(last_begun(all, from_ms(-1)), nullptr);
}

TEST(Component, IsCutBeforeATime) {
  const Components all{voucher(0, 10, 8), voucher(20, 30, 28)};
  EXPECT_EQ(cut_before(all, from_ms(5)), (Components{voucher(5, 10, 8), voucher(20, 30, 28)}));
  EXPECT_EQ(cut_before(all, from_ms(10)), (Components{voucher(20, 30, 28)}));
}

TEST(Component, DaysBeforeTheEpochAreDaysToo) {
  EXPECT_EQ(day_of(from_ms(-1)), -1);
  EXPECT_EQ(day_of(from_ms(0)), 0);
  EXPECT_EQ(start_of(-1), from_ms(-86'400'000));
}

TEST(ComponentProperty, UnionKnowsNoOrder) {
  EXPECT_TRUE(rc::check("merging in any order, any number of times, gives the same", [] {
    Components vouchers = some_vouchers();
    const Components once = united(vouchers);
    std::reverse(vouchers.begin(), vouchers.end());
    vouchers.insert(vouchers.end(), once.begin(), once.end());
    RC_ASSERT(united(vouchers) == once);
    for (std::size_t i = 1; i < once.size(); ++i) RC_ASSERT(once[i - 1].alive_to < once[i].start);
  }));
}

TEST(ComponentProperty, DaysJoinAgain) {
  EXPECT_TRUE(rc::check("vouchers cut at midnight, merged by day and joined, are their union", [] {
    Components vouchers = some_vouchers();
    for (Component& c : vouchers) {  // hours instead of milliseconds
      for (Timestamp* t : {&c.start, &c.alive_to, &c.counted_to}) *t = from_ms(to_ms(*t) * 3'600'000);
    }
    std::map<Day, Components> days;
    for (const Component& c : vouchers) {
      for (const auto& [day, piece] : split_by_day(c)) merge(days[day], piece);
    }
    Components joined;
    for (const auto& [day, pieces] : days) merge(joined, pieces);
    RC_ASSERT(joined == united(vouchers));
  }));
}

}  // namespace
}  // namespace muster::projections
