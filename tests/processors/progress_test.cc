#include "processors/progress.h"

#include <gtest/gtest.h>

#include <optional>
#include <thread>

namespace muster::processors {
namespace {

using log::Position;
using namespace std::chrono_literals;

std::function<void(bool)> into(std::optional<bool>& out) {
  return [&out](bool seen) { out = seen; };
}

TEST(Progress, WhatIsVisibleIsReachedAtOnce) {
  Progress progress(2);
  progress.publish(Topic::pings, 1, 5);
  EXPECT_EQ(progress.next(Topic::pings, 1), 5);
  EXPECT_TRUE(progress.reached({{Topic::pings, 1, 4}}));
  EXPECT_FALSE(progress.reached({{Topic::pings, 1, 5}}));
  std::optional<bool> seen;
  progress.wait({{Topic::pings, 1, 4}}, 1s, into(seen));
  EXPECT_EQ(seen, true);
  EXPECT_FALSE(progress.awaited(1));
}

TEST(Progress, WaitsForAllPartitionsAndIsAwaitedInTheRestOnly) {
  Progress progress(3);
  std::optional<bool> seen;
  progress.wait({{Topic::pings, 1, 4}, {Topic::checkins, 1, 0}, {Topic::pings, 2, 0}}, 1s, into(seen));
  EXPECT_TRUE(progress.awaited(1));
  EXPECT_TRUE(progress.awaited(2));
  EXPECT_FALSE(progress.awaited(0));
  progress.publish(Topic::pings, 1, 5);
  EXPECT_TRUE(progress.awaited(1));
  progress.publish(Topic::checkins, 1, 1);
  EXPECT_FALSE(progress.awaited(1));
  EXPECT_FALSE(seen);
  progress.publish(Topic::pings, 2, 1);
  EXPECT_EQ(seen, true);
  EXPECT_FALSE(progress.awaited(2));
}

TEST(Progress, AtTheEndNobodyIsLeftUnanswered) {
  Progress progress(1);
  std::optional<bool> before, again, seen;
  progress.wait({{Topic::pings, 0, 0}}, 1h, [&](bool visible) {
    before = visible;
    progress.wait({{Topic::pings, 0, 1}}, 1h, into(again));  // as a writer whose turn comes then
  });
  progress.end();
  EXPECT_EQ(before, false);
  EXPECT_EQ(again, false);
  EXPECT_FALSE(progress.awaited(0));
  progress.publish(Topic::pings, 0, 1);
  progress.wait({{Topic::pings, 0, 0}}, 1h, into(seen));
  EXPECT_EQ(seen, true) << "what is visible is, all the same";
}

TEST(Progress, ExpiresInVainAtTheDeadline) {
  Progress progress(1);
  std::optional<bool> first, second;
  progress.wait({{Topic::pings, 0, 0}}, 10ms, into(first));
  progress.wait({{Topic::pings, 0, 0}}, 20ms, into(second));
  progress.expire(9ms);
  EXPECT_FALSE(first);
  progress.expire(10ms);
  EXPECT_EQ(first, false);
  EXPECT_FALSE(second);
  EXPECT_TRUE(progress.awaited(0));
  progress.publish(Topic::pings, 0, 1);
  EXPECT_EQ(second, true);
  progress.expire(1h);
  EXPECT_FALSE(progress.awaited(0));
}

TEST(Progress, APartitionThatIsNotThereIsNeverReached) {
  Progress progress(1);
  std::optional<bool> seen;
  progress.wait({{Topic::pings, 7, 0}}, 10ms, into(seen));
  progress.publish(Topic::pings, 7, 1);
  progress.expire(10ms);
  EXPECT_EQ(seen, false);
}

TEST(Progress, NoWakeUpIsLostBetweenThreads) {
  constexpr int kRounds = 2'000;
  Progress progress(1);
  std::atomic<int> woken{0};
  std::thread publisher([&] {
    for (int i = 1; i <= kRounds; ++i) progress.publish(Topic::checkins, 0, i);
  });
  for (int i = 0; i < kRounds; ++i) progress.wait({{Topic::checkins, 0, i}}, 1h, [&](bool seen) { woken += seen; });
  publisher.join();
  EXPECT_EQ(woken, kRounds);
}

TEST(Positions, RoundTripOfTheHighestOfEachPartition) {
  const std::vector<Position> positions{{Topic::pings, 3, 871}, {Topic::checkins, 0, 1}, {Topic::pings, 3, 22}};
  const std::string token = encode_positions("epoch-1", positions);
  const auto decoded = decode_positions("epoch-1", token);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, (std::vector<Position>{{Topic::checkins, 0, 1}, {Topic::pings, 3, 871}}));
  EXPECT_TRUE(decode_positions("epoch-1", encode_positions("epoch-1", {}))->empty());
}

TEST(Positions, AnotherEpochIsADiscontinuity) {
  const auto decoded = decode_positions("b", encode_positions("a", {{Topic::pings, 0, 1}}));
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error().code, "log_discontinuity");
  EXPECT_EQ(decoded.error().cls, ErrorClass::conflict);
}

TEST(Positions, WhatIsNoTokenIsRefused) {
  const std::string good = encode_positions("a", {{Topic::pings, 0, 1}});
  for (const std::string& bad : {std::string(), std::string("2-"), std::string("x"), good + "-", good + "-1.1",
                                 good + "-99.0.1", good + "-1.0.-1", good + "-1.0.1x", std::string("1").append(good, 1),
                                 good + "-1.0.99999999999999999999", std::string(9000, '1')}) {
    const auto decoded = decode_positions("a", bad);
    ASSERT_FALSE(decoded.ok()) << bad;
    EXPECT_EQ(decoded.error().code, "bad_position") << bad;
  }
}

TEST(Positions, WhatWasCutOffOrChangedIsRefused) {
  const std::string good = encode_positions("a", {{Topic::checkins, 0, 871}, {Topic::pings, 0, 1}});
  for (std::size_t n = 0; n < good.size(); ++n) {
    std::string changed = good;
    changed[n] = changed[n] == '1' ? '2' : '1';
    for (const std::string& bad : {good.substr(0, n), changed}) {
      const auto decoded = decode_positions("a", bad);
      ASSERT_FALSE(decoded.ok()) << bad;
      EXPECT_EQ(decoded.error().code, "bad_position") << bad;
    }
  }
}

}  // namespace
}  // namespace muster::processors
