// What a long history costs: events folded again for a late one, and bytes for sessions that never end.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "tests/processors/engine_world.h"
#include "tests/processors/law_lines.h"
#include "tests/support/stories.h"

namespace muster::processors {
namespace {

using reference::Copy;
using stories::Told;

constexpr Duration kHourLong = std::chrono::hours{1};
constexpr Duration kMinute = std::chrono::minutes{1};
const Timestamp kFirst = stories::at("08:00");
const Timestamp kNow = stories::at("2060-01-01T00:00:00Z");

Copy told(Told event, const std::string& id) { return stories::copy_of(event.id(id).event); }

// Sessions of an hour, one after the other, an hour apart.
std::vector<Copy> stays(int count) {
  std::vector<Copy> copies;
  for (int i = 0; i < count; ++i) {
    const Timestamp t = kFirst + 2 * i * kHourLong;
    const std::string session = fmt::format("s{}", i);
    copies.push_back(told(stories::check_in(session, "worklog", t), "in" + session));
    copies.push_back(told(stories::check_out(session, t + kHourLong), "out" + session));
  }
  return copies;
}

void feed_in_order(EngineWorld& world, const std::vector<Copy>& copies) {
  constexpr std::size_t kBatch = 500;
  for (std::size_t i = 0; i < copies.size(); i += kBatch) {
    const auto end = copies.begin() + static_cast<std::ptrdiff_t>(std::min(i + kBatch, copies.size()));
    world.take({copies.begin() + static_cast<std::ptrdiff_t>(i), end});
    world.flush(kNow);
  }
}

// How many events one more event had folded again.
std::uint64_t refolded_by(EngineWorld& world, const Copy& late) {
  const std::uint64_t before = world.engine->figures().refolded;
  world.take({late});
  world.flush(kNow);
  return world.engine->figures().refolded - before;
}

// Two lifecycle events a stay. Fewer, by the environment, where a sanitizer makes them slow.
int stays_told() {
  const char* text = std::getenv("MUSTER_HISTORY_STAYS");
  return text == nullptr ? 50'000 : std::atoi(text);
}

TEST(HistoryCost, ALateEventFoldsAFewHundredOfAHundredThousand) {
  const int count = stays_told();
  EngineWorld world;
  feed_in_order(world, stays(count));
  ASSERT_EQ(world.engine->figures().refolded, 0u);

  for (const int at : {3, count / 2, count - 200}) {
    SCOPED_TRACE(at);
    const Timestamp idle = kFirst + 2 * at * kHourLong + kHourLong + std::chrono::minutes{10};
    const std::string id = fmt::format("late{}", at);
    EXPECT_LE(refolded_by(world, told(stories::check_in(id, "worklog", idle), "in" + id)), 256u);
    EXPECT_LE(refolded_by(world, told(stories::check_out(id, idle + std::chrono::minutes{5}), "out" + id)), 256u);
    // An earlier end for a session that had one.
    const Timestamp within = kFirst + 2 * at * kHourLong + std::chrono::minutes{30};
    EXPECT_LE(refolded_by(world, told(stories::check_out(fmt::format("s{}", at), within), "sooner" + id)), 256u);
    // A check-out that nobody was waiting for.
    EXPECT_LE(refolded_by(world, told(stories::check_out("nobody", within), "none" + id)), 256u);
  }
}

// A kind of the file's own: nothing but a check-out ends its sessions.
Told post(const std::string& session, Timestamp t) {
  Told told = stories::check_in(session, "post", t);
  return told.policy({});
}

class CountingBatch final : public projections::Batch {
 public:
  explicit CountingBatch(projections::Batch& to) : to_(to) {}
  void put(projections::Family f, std::string_view key, std::string_view value) override { ++rows, to_.put(f, key, value); }
  void erase(projections::Family f, std::string_view key) override { ++rows, to_.erase(f, key); }
  void add(projections::Family f, std::string_view key, std::string_view row) override { ++rows, to_.add(f, key, row); }
  std::size_t bytes() const override { return to_.bytes(); }

  std::uint64_t rows = 0;

 private:
  projections::Batch& to_;
};

struct Cost {
  std::uint64_t refolded = 0, written = 0;
};

Cost cost_of(EngineWorld& world, const Copy& late) {
  const std::uint64_t before = world.engine->figures().refolded;
  world.take({late});
  world.engine->settle();
  auto batch = world.store->batch();
  CountingBatch counting(*batch);
  world.engine->flush(counting, kNow, nullptr);
  EXPECT_TRUE(world.store->commit(std::move(batch)));
  world.engine->committed(true);
  return {world.engine->figures().refolded - before, counting.rows};
}

void expect_cheap(EngineWorld& world, const Copy& late, std::uint64_t rows = 100) {
  const Cost cost = cost_of(world, late);
  EXPECT_LE(cost.refolded, 256u) << late.record;
  EXPECT_LE(cost.written, rows) << late.record;
}

// What is never ended is in nobody's way, and in no state that later events are folded from; nor is who would
// answer for a check-out that ends nobody.
TEST(HistoryCost, ALateSessionThatNeverEndsIsNotInAllThatFollows) {
  const int count = stays_told();
  EngineWorld world;
  feed_in_order(world, stays(count));
  for (const int at : {3, count / 2, count - 200}) {
    SCOPED_TRACE(at);
    const Timestamp idle = kFirst + 2 * at * kHourLong + kHourLong + std::chrono::minutes{10};
    for (const bool pc : {true, false}) {
      const std::string id = fmt::format("{}{}", pc ? "pc" : "post", at);
      const auto in = [&](Timestamp t) { return pc ? stories::check_in(id, "pc", t) : post(id, t); };
      // Somebody who never leaves is one of those who are there in every later quarter: rows of each day.
      const std::uint64_t rows = 100 + (pc ? 0 : static_cast<std::uint64_t>(count - at) / 6);
      expect_cheap(world, told(in(idle), "in" + id), rows);
      expect_cheap(world, told(in(idle + kHourLong).activity("x"), "more" + id));
      expect_cheap(world, told(stories::check_out(id, idle + 2 * kHourLong), "out" + id), rows);
      expect_cheap(world, told(in(idle + 3 * kHourLong), "closed" + id));
    }
    // The only one of its kind, over before the next event.
    const std::string id = fmt::format("visit{}", at);
    expect_cheap(world, told(stories::check_in(id, "visit", idle).place("7", 52.5, 13.4, 100), "in" + id));
    expect_cheap(world, told(stories::check_out(id, idle + std::chrono::minutes{5}), "out" + id));
  }
  // Of many that never end, late ones cost no more, nor do others behind them.
  std::vector<Copy> posts;
  for (int i = 0; i < 100; ++i) {
    const std::string id = fmt::format("p{}", i);
    posts.push_back(told(post(id, kFirst + 2 * count / 100 * i * kHourLong + kMinute), id));
  }
  for (const Copy& late : posts) world.take({late});
  world.flush(kNow);
  const Timestamp idle = kFirst + 2 * (count / 2) * kHourLong + kHourLong + 20 * kMinute;
  expect_cheap(world, told(post("last", idle), "in-last"), 100 + static_cast<std::uint64_t>(count) / 12);
  expect_cheap(world, told(stories::check_in("w", "worklog", idle), "in-w"));
  expect_cheap(world, told(stories::check_out("w", idle + kMinute), "out-w"));
}

// What an import may hold: a row of each day would be 740,000, and as many at each change of its end.
TEST(HistoryCost, AStayOfTwoThousandYearsIsAFewRows) {
  constexpr std::uint64_t kRows = 5'000;
  EngineWorld world;
  const Timestamp first = stories::at("0001-01-01T08:00:00Z");
  expect_cheap(world, told(post("p", first).imported(), "in"), kRows);
  // It is found on each of its days: a late check-out of all ends it where it stands.
  std::vector<Duration> after = {kNow - first - kHourLong};
  for (const int days : {700'000, 2049, 2048, 2047, 1056, 1025, 1024, 1023, 64, 33, 32, 31, 2, 1, 0}) {
    after.push_back(days * std::chrono::hours{24} + kHourLong);
  }
  for (const Duration d : after) {
    expect_cheap(world, told(stories::check_out_all(first + d).imported(), fmt::format("out{}", d.count())), kRows);
    EXPECT_NE(sessions_of(world, kNow).find(text_of(first + d)), std::string::npos) << sessions_of(world, kNow);
  }
  std::size_t rows = 0;
  world.store->snapshot()->scan(projections::Family::days, {}, {}, [&](auto, auto) { return ++rows, true; });
  EXPECT_EQ(rows, 1u) << "of the one day that is left";
}

TEST(HistoryCost, ManyLateEventsKeepChunksSmall) {
  EngineWorld world;
  feed_in_order(world, stays(2'000));
  const Timestamp idle = kFirst + kHourLong;
  for (int i = 0; i < 1'000; ++i) {
    const std::string id = fmt::format("x{}", i);
    const Timestamp t = idle + std::chrono::seconds{3 * i};
    ASSERT_LE(refolded_by(world, told(stories::check_in(id, "worklog", t), "in" + id)), 256u) << i;
    ASSERT_LE(refolded_by(world, told(stories::check_out(id, t + std::chrono::seconds{1}), "out" + id)), 256u) << i;
  }
}

std::size_t bytes_with(int sessions) {
  EngineWorld world;
  std::vector<Copy> copies;
  for (int i = 0; i < sessions; ++i) {
    const std::string id = fmt::format("pc{:06}", i);
    copies.push_back(told(stories::check_in(id, "pc", kFirst + i * std::chrono::minutes{10}), id));
  }
  feed_in_order(world, copies);
  return world.store->dump().size();
}

TEST(HistoryCost, SessionsThatNeverEndTakeLinearSpace) {
  const std::size_t half = bytes_with(stays_told());
  const std::size_t whole = bytes_with(2 * stays_told());
  EXPECT_LT(whole, half * 21 / 10);
}

}  // namespace
}  // namespace muster::processors
