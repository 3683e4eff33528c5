#include "processors/task.h"

#include <gtest/gtest.h>

#include "projections/codec.h"
#include "projections/index_keys.h"
#include "tests/processors/task_world.h"

namespace muster::processors {
namespace {

using namespace std::chrono_literals;
using projections::Family;
using stories::at;
using stories::check_in;
using stories::check_out;
using stories::ping;

// Under load the log never ends: one more record is there at each poll.
TaskOptions one_by_one() {
  TaskOptions options;
  options.poll_records = 1;
  return options;
}

void live_load(TaskWorld& world, int records) {
  world.run();
  for (int i = 0; i < records; ++i) world.post(ping("a", at("08:00") + std::chrono::minutes(i)));
}

TEST(Task, UnderLoadItCommitsWithinFiftyMilliseconds) {
  TaskWorld world(one_by_one());
  live_load(world, 10);
  world.task->work();
  world.pass(49ms);
  world.task->work();
  EXPECT_EQ(stored_offset(world, Topic::pings), 0);
  world.pass(1ms);
  world.task->work();
  EXPECT_EQ(stored_offset(world, Topic::pings), 3);
}

TEST(Task, CatchingUpItCommitsEveryFiveSeconds) {
  TaskWorld world(one_by_one());
  live_load(world, 10);
  world.restart();
  world.task->work();
  world.pass(4999ms);
  world.task->work();
  EXPECT_EQ(stored_offset(world, Topic::pings), 0);
  world.pass(1ms);
  world.task->work();
  EXPECT_EQ(stored_offset(world, Topic::pings), 3);
}

TEST(Task, WhatTheLogHeldAtTheStartIsCommittedBeforeItIsCaughtUp) {
  TaskWorld world(one_by_one());
  live_load(world, 10);
  world.restart();
  for (int read = 1; read < 10; ++read) {
    world.task->work();
    EXPECT_FALSE(world.task->report().caught_up) << read;
  }
  EXPECT_EQ(stored_offset(world, Topic::pings), 0);
  world.task->work();
  EXPECT_TRUE(world.task->report().caught_up);
  EXPECT_EQ(stored_offset(world, Topic::pings), 10);
}

TEST(Task, WhoWaitsIsServedAtOnce) {
  TaskWorld world(one_by_one());
  live_load(world, 10);
  bool seen = false;
  world.progress->wait({{Topic::pings, 0, 1}}, 100h, [&](bool in_time) { seen = in_time; });
  world.task->work();
  EXPECT_EQ(stored_offset(world, Topic::pings), 1);
  EXPECT_FALSE(seen);
  world.task->work();
  EXPECT_TRUE(seen);
  world.task->work();
  EXPECT_EQ(stored_offset(world, Topic::pings), 2) << "nobody waits any more";
}

TEST(Task, ALogThatIsAwayIsWaitedFor) {
  TaskWorld world;
  world.run();
  post_a_day(world);
  world.log->set_available(false);
  world.run();
  EXPECT_EQ(world.state(), TaskState::running);
  EXPECT_EQ(world.task->report().error->code, "log_unavailable");
  world.log->set_available(true);
  world.pass(10s);
  world.run();
  EXPECT_FALSE(world.task->report().error);
  EXPECT_EQ(world.rows(Family::sessions), 2u);
}

TEST(Task, AnOrderlyEndCommitsWhatIsFolded) {
  TaskWorld world(one_by_one());
  live_load(world, 10);
  world.task->work();
  world.task->finish();
  EXPECT_EQ(stored_offset(world, Topic::pings), 1);
}

}  // namespace
}  // namespace muster::processors
