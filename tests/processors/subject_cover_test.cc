// What a subject's cover reads and writes: nothing of the past for what comes in order.
#include "processors/subject_cover.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "projections/memory_store.h"

namespace muster::processors {
namespace {

using projections::CoverSteps;
using projections::Edges;
using projections::Grain;
using projections::Interval;
using projections::TenantSeries;

constexpr Duration kHour = std::chrono::hours{1};
const Timestamp kMorning = from_ms(1'795'000'000'000);
const TenantSeries kAll{{}, {}, Grain::all};

class Covered {
 public:
  Covered() : reads_(store_.latest()) { start_anew(); }

  Edges add(const Interval& stay, int sign = 1) {
    CoverSteps change;
    projections::add_touched(stay, sign, change);
    if (change.empty()) return {};
    auto batch = store_.batch();
    Edges subjects = cover_->add(kAll, change, *batch);
    EXPECT_TRUE(store_.commit(std::move(batch)));
    return subjects;
  }
  std::uint64_t keys_read_by(const Interval& stay) {
    const auto before = reads_->keys_read();
    add(stay);
    return reads_->keys_read() - before;
  }
  void start_anew() { cover_ = std::make_unique<SubjectCover>(*reads_, scope_); }
  std::string dump() const { return store_.dump(); }

 private:
  projections::MemoryStore store_;
  const projections::keys::Scope scope_ = projections::keys::scope(0, Tenant("acme"), SubjectId("ann"));
  const std::unique_ptr<projections::Reads> reads_;
  std::unique_ptr<SubjectCover> cover_;
};

Interval hour_at(std::int64_t n) { return {kMorning + 7 * n * kHour, kMorning + (7 * n + 1) * kHour}; }

TEST(SubjectCover, WhatComesInOrderReadsNothing) {
  Covered covered;
  covered.add(hour_at(0));
  std::uint64_t read = 0;
  for (int n = 1; n < 2000; ++n) read += covered.keys_read_by(hour_at(n));
  EXPECT_EQ(read, 0U);
  covered.start_anew();
  EXPECT_LE(covered.keys_read_by(hour_at(2000)), 1U);
}

TEST(SubjectCover, ADeadlineAheadIsNoLateness) {
  Covered covered;
  covered.add(hour_at(0));
  std::uint64_t read = 0;
  for (int n = 1; n < 200; ++n) {
    const Interval open{hour_at(n).start, hour_at(n).start + 36 * kHour};
    read += covered.keys_read_by(open);
    covered.add(open, -1);
    read += covered.keys_read_by(hour_at(n));
  }
  EXPECT_EQ(read, 0U);
}

TEST(SubjectCover, WhatComesLateReadsTheDaysThatItTouches) {
  Covered covered;
  for (int n = 0; n < 2000; ++n) covered.add(hour_at(n));
  for (const int n : {5, 1000, 1900}) EXPECT_LE(covered.keys_read_by({hour_at(n).end + kHour, hour_at(n).end + 2 * kHour}), 3U);
}

TEST(SubjectCover, AnyOrderLeavesTheSameRows) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    std::vector<Interval> stays;
    for (int i = 0; i < 30; ++i) {
      const Timestamp start = kMorning + static_cast<int>(random() % 400) * kHour;
      stays.push_back({start, random() % 8 == 0 ? kEndOfTime : start + (1 + static_cast<int>(random() % 60)) * kHour});
    }
    Covered one, two;
    Edges of_one, of_two;
    for (const Interval& stay : stays) of_one.add(one.add(stay));
    std::shuffle(stays.begin(), stays.end(), random);
    for (const Interval& stay : stays) {
      const Interval passing = hour_at(static_cast<std::int64_t>(random() % 90));
      of_two.add(two.add(passing));
      of_two.add(two.add(stay));
      if (random() % 3 == 0) two.start_anew();
      of_two.add(two.add(passing, -1));
    }
    ASSERT_EQ(one.dump(), two.dump()) << "seed " << seed;
    ASSERT_EQ(of_one.by_quarter(), of_two.by_quarter()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace muster::processors
