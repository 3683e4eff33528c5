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

Error disk_full() { return {"disk_full", ErrorClass::retry, "memory", "make room"}; }

// The rows that the law speaks of: no offsets, no announcements.
std::string law_rows(const TaskWorld& world) {
  std::string all;
  for (const Family family : {Family::sessions, Family::history, Family::hours, Family::tenant_hours, Family::active}) {
    world.store->snapshot()->scan(family, "", std::string(1, '\xff'), [&](std::string_view key, std::string_view row) {
      all.append(key).append("=").append(row).append("\n");
      return true;
    });
  }
  return all;
}

TEST(Task, RowsOffsetsAndAnnouncementsComeInOneBatch) {
  TaskWorld world;
  world.run();
  ASSERT_EQ(world.state(), TaskState::running);
  post_a_day(world);
  world.run_task();
  EXPECT_EQ(world.rows(Family::sessions), 2u);
  EXPECT_GE(world.rows(Family::outbox), 2u);
  EXPECT_EQ(stored_offset(world, Topic::checkins), 2);
  EXPECT_EQ(stored_offset(world, Topic::pings), 1);
  EXPECT_EQ(stored_offset(world, Topic::checkouts), 1);
  EXPECT_TRUE(world.progress->reached({{Topic::checkins, 0, 1}, {Topic::pings, 0, 0}, {Topic::checkouts, 0, 0}}));
}

TEST(Task, AFailedCommitLeavesNothingAndIsReadAgain) {
  TaskWorld calm;
  calm.run();
  post_a_day(calm);
  calm.run();

  TaskWorld world;
  world.run();
  post_a_day(world);
  world.store->fail_next_commit(disk_full());
  world.run();
  EXPECT_EQ(world.rows(Family::sessions), 0u);
  EXPECT_EQ(world.state(), TaskState::opening);
  EXPECT_EQ(world.task->report().error->code, "disk_full");
  EXPECT_FALSE(world.progress->reached({{Topic::checkins, 0, 0}}));

  world.pass(1s);
  world.run();
  EXPECT_EQ(world.rows(Family::sessions), 0u) << "the disk is still full";
  world.store->heal();
  world.pass(10s);
  world.run();
  EXPECT_EQ(world.state(), TaskState::running);
  EXPECT_FALSE(world.task->report().error);
  EXPECT_EQ(law_rows(world), law_rows(calm));
  EXPECT_EQ(world.appended(Topic::sessions), calm.appended(Topic::sessions));
}

TEST(Task, AfterACrashTheOutboxIsSentAgainInOrder) {
  TaskWorld world;
  world.run();
  post_a_day(world);
  world.log->hold();
  world.run();
  const auto before = world.read(Topic::sessions);
  const log::Offset sent = world.appended(Topic::sessions);
  ASSERT_GE(sent, 2);
  world.restart();
  world.log->release();  // too late: whom it was for is gone
  world.run();

  EXPECT_EQ(world.appended(Topic::sessions), sent * 2);
  const auto after = world.read(Topic::sessions);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].value, before[i].value);
    EXPECT_EQ(after[i].header("ce_id"), before[i].header("ce_id"));
  }
  world.restart();
  world.run();
  EXPECT_EQ(world.appended(Topic::sessions), sent * 2) << "what was acknowledged is not sent again";
}

TEST(Task, WhatAPowerCutTakesIsReadAgainFromTheLog) {
  TaskWorld calm;
  calm.run();
  post_a_day(calm);
  calm.run();

  TaskWorld world;
  world.run();
  post_a_day(world);
  world.run_task();
  world.power_cut();
  EXPECT_EQ(world.rows(Family::sessions), 0u);
  world.run();
  EXPECT_EQ(law_rows(world), law_rows(calm));
  EXPECT_GE(world.appended(Topic::sessions), 2) << "it is no rebuild: changes are announced";
}

TEST(Task, ARebuildAnnouncesNothingUntilItHasCaughtUp) {
  TaskWorld world;
  world.run();
  post_a_day(world);
  world.run();
  const log::Offset announced = world.appended(Topic::sessions);
  const std::string rows = law_rows(world);

  world.rebuild();
  EXPECT_EQ(world.task->report().state, TaskState::opening);
  world.run();
  EXPECT_EQ(law_rows(world), rows);
  EXPECT_EQ(world.state(), TaskState::running);
  EXPECT_EQ(world.appended(Topic::sessions), announced);
  world.post(check_out("b", at("11:45")).id("9"));
  world.run();
  EXPECT_EQ(world.appended(Topic::sessions), announced + 1);
}

TEST(Task, WhatIsWrittenDuringARebuildIsAnnounced) {
  TaskOptions options;
  options.poll_records = 1;
  TaskWorld world(options);
  world.run();
  post_a_day(world);
  world.run();
  const log::Offset announced = world.appended(Topic::sessions);
  world.rebuild();
  world.task->work();
  EXPECT_EQ(world.state(), TaskState::rebuilding);
  world.post(check_out("b", at("11:45")).id("9"));
  world.run();
  EXPECT_EQ(world.state(), TaskState::running);
  EXPECT_EQ(world.appended(Topic::sessions), announced + 1);
}

TEST(Task, ACrashInMidRebuildGoesOnRebuilding) {
  TaskOptions options;
  options.poll_records = 1;
  options.commit_catching_up = 0ms;
  TaskWorld world(options);
  world.run();
  post_a_day(world);
  world.run();
  const log::Offset announced = world.appended(Topic::sessions);
  world.rebuild();
  world.task->work();
  world.task->work();
  EXPECT_EQ(world.state(), TaskState::rebuilding);
  world.restart();
  world.run();
  EXPECT_EQ(world.state(), TaskState::running);
  EXPECT_EQ(world.appended(Topic::sessions), announced);
}

TEST(Task, AReplicaKeepsRowsAndAnnouncesNothing) {
  TaskOptions options;
  options.announce = false;
  TaskWorld world(options);
  world.run();
  post_a_day(world);
  world.append(Topic::checkins, "default/ann", "{");
  world.run();
  EXPECT_EQ(world.state(), TaskState::running);
  EXPECT_EQ(world.rows(Family::sessions), 2u);
  EXPECT_EQ(world.rows(Family::outbox), 0u);
  EXPECT_TRUE(world.read(Topic::sessions).empty());
  EXPECT_TRUE(world.read(Topic::quarantine).empty());
  EXPECT_EQ(world.task->report().figures.quarantined.at("bad_json"), 1u);
}

TEST(Task, TimersEndSessionsAndAnnounceIt) {
  TaskWorld world;
  world.run();
  world.post(check_in("p", "pass", at("12:00")));
  world.run();
  EXPECT_GT(world.rows(Family::active), 0u);
  const log::Offset before = world.appended(Topic::sessions);
  world.pass(61min);
  world.run();
  EXPECT_EQ(world.rows(Family::active), 0u);
  EXPECT_EQ(world.appended(Topic::sessions), before + 1);
  const auto after = world.read(Topic::sessions);
  EXPECT_NE(after.back().value.find(R"("change":"ended")"), std::string::npos) << after.back().value;
}

void expect_stopped(TaskWorld& world, std::string_view code) {
  world.run();
  const TaskReport report = world.task->report();
  EXPECT_EQ(report.state, TaskState::stopped);
  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->code, code);
  EXPECT_FALSE(report.error->where.empty());
  EXPECT_FALSE(report.error->hint.empty());
}

TEST(Task, AnotherLogIsRefused) {
  TaskWorld world({.store_name = "/data/state"});
  world.run();
  post_a_day(world);
  world.run();
  const std::string rows = world.store->dump();

  world.log = log::make_memory_log({.partitions = 1, .epoch = "another"});
  world.restart();
  expect_stopped(world, "wrong_epoch");
  world.log = log::make_memory_log({.partitions = 2});
  world.restart();
  expect_stopped(world, "wrong_partitions");
  world.log = log::make_memory_log({.partitions = 1});
  world.restart();
  expect_stopped(world, "offset_past_end");
  for (int i = 0; i < 9; ++i) {
    for (const Topic topic : kFoldedTopics) world.append(topic, "default/eve", "{}");
  }
  world.restart();
  expect_stopped(world, "log_discontinuity");
  EXPECT_EQ(world.store->dump(), rows);
}

}  // namespace
}  // namespace muster::processors
