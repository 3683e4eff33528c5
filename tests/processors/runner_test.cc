#include "processors/runner.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>

#include "schemas/ids.h"
#include "tests/processors/task_world.h"

namespace muster::processors {
namespace {

using namespace std::chrono_literals;
using projections::Family;
using stories::at;

constexpr log::Partition kPartitions = 4;
constexpr auto kAtMost = 20s;

struct SteadyClock : MonotonicClock {
  std::chrono::nanoseconds now() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
};

struct RunnerWorld {
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log({.partitions = kPartitions});
  projections::MemoryStore store;
  Progress progress{kPartitions};
  HandWall wall;
  SteadyClock monotonic;

  TaskPorts ports() { return {*log, store, progress, wall, monotonic}; }

  log::Position post(stories::Told told, const std::string& subject) {
    const reference::Copy copy = stories::copy_of(told.subject(subject).id("e").event);
    const std::string key = record_key(copy.event);
    std::vector<log::Record> batch{{topic_of(copy.event.data), partition_of(key, kPartitions), key, copy.record,
                                    wall.time, {}}};
    return *log::append_and_wait(*log, std::move(batch)).front();
  }
  std::size_t rows(Family family) {
    std::size_t count = 0;
    store.snapshot()->scan(family, "", "\xff", [&](auto, auto) { return ++count, true; });
    return count;
  }
};

void post_many(RunnerWorld& world, int subjects) {
  for (int i = 0; i < subjects; ++i) {
    world.post(stories::check_in("s", "worklog", at("08:00")), fmt::format("subject-{}", i));
    world.post(stories::ping("s", at("08:01")), fmt::format("subject-{}", i));
  }
}

TEST(Runner, FoldsAndAnnouncesAllPartitions) {
  RunnerWorld world;
  Runner runner(world.ports(), {.threads = 3});
  runner.start();
  ASSERT_TRUE(runner.drain(kAtMost));
  post_many(world, 200);
  ASSERT_TRUE(runner.drain(kAtMost));
  EXPECT_EQ(world.rows(Family::sessions), 200u);
  const RunnerReport report = runner.report();
  EXPECT_TRUE(report.running());
  EXPECT_FALSE(report.stopped);
  EXPECT_EQ(report.total.read, 400u);
  EXPECT_GE(report.emitter.emitted, 200u);
  EXPECT_EQ(report.partitions.size(), kPartitions);
  runner.stop();
  const auto end = world.log->end_offset(Topic::sessions, 0);
  EXPECT_GT(*end, 0);
}

TEST(Runner, AWaitingReadIsServedByTheThreads) {
  RunnerWorld world;
  Runner runner(world.ports());
  runner.start();
  for (int i = 0; i < 50; ++i) {
    const log::Position position = world.post(stories::check_in("s", "worklog", at("08:00")), std::to_string(i));
    std::promise<bool> seen;
    world.progress.wait({position}, world.monotonic.now() + kAtMost, [&](bool in_time) { seen.set_value(in_time); });
    auto answer = seen.get_future();
    ASSERT_EQ(answer.wait_for(kAtMost * 2), std::future_status::ready);
    EXPECT_TRUE(answer.get());
  }
}

TEST(Runner, AWaitInVainEndsAtItsDeadline) {
  RunnerWorld world;
  Runner runner(world.ports());
  runner.start();
  std::promise<bool> seen;
  world.progress.wait({{Topic::pings, 0, 7}}, world.monotonic.now() + 1ms, [&](bool in_time) { seen.set_value(in_time); });
  auto answer = seen.get_future();
  ASSERT_EQ(answer.wait_for(kAtMost), std::future_status::ready);
  EXPECT_FALSE(answer.get());
}

TEST(Runner, OnePartitionThatStopsLeavesTheOthersRunning) {
  RunnerWorld world;
  const reference::Copy copy = stories::copy_of(stories::check_in("s", "worklog", at("08:00")).id("e").event);
  const std::string key = record_key(copy.event);
  std::string newer = copy.record;
  newer.replace(newer.find("checkin.v1"), 10, "checkin.v9");
  log::append_and_wait(*world.log, {{Topic::checkins, partition_of(key, kPartitions), key, newer, world.wall.time, {}}});
  Runner runner(world.ports(), {.lag_every = 5ms});
  runner.start();
  EXPECT_FALSE(runner.drain(100ms));
  post_many(world, 40);
  runner.drain(200ms);
  const RunnerReport report = runner.report();
  ASSERT_TRUE(report.stopped);
  EXPECT_EQ(report.stopped->code, "newer_type");
  EXPECT_FALSE(report.running());
  EXPECT_GT(report.lag_records, 0u);
  EXPECT_GT(world.rows(Family::sessions), 0u);
}

TEST(Runner, AnOrderlyEndLosesNothing) {
  RunnerWorld world;
  {
    Runner runner(world.ports());
    runner.start();
    post_many(world, 100);
  }
  world.store.drop_unsynced();
  Runner again(world.ports());
  again.start();
  ASSERT_TRUE(again.drain(kAtMost));
  EXPECT_EQ(world.rows(Family::sessions), 100u);
}

// Who asks finds what the log held, and is not kept waiting for what it does not hold.
TEST(Runner, IsWaitedForUntilItHasFoundItsPlace) {
  RunnerWorld w;
  w.post(stories::check_in("a", "worklog", at("08:00")), "ann");
  w.wall.time = at("09:00");
  Runner runner(w.ports());
  EXPECT_FALSE(runner.wait_in_place(0ms));  // it has not begun
  runner.start();
  EXPECT_TRUE(runner.wait_in_place(kAtMost));
  EXPECT_TRUE(runner.report().running());
  EXPECT_TRUE(runner.report().caught_up);
}

}  // namespace
}  // namespace muster::processors
