// What the task does not fold: it goes to quarantine with its reason, and nobody waits for it.
#include <gtest/gtest.h>

#include "schemas/ids.h"
#include "tests/processors/task_world.h"

namespace muster::processors {
namespace {

using projections::Family;
using stories::at;
using stories::check_in;
using stories::ping;

struct BadRecord {
  const char* name;
  const char* code;
  Topic topic;
  std::string key;
  std::string value;
};

std::string record_of(const stories::Told& told) { return stories::copy_of(told.event).record; }

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  return text.replace(text.find(what), what.size(), by);
}

std::vector<BadRecord> bad_records() {
  const stories::Told good = check_in("z", "worklog", at("08:00")).id("e");
  const std::string key = record_key(good.event);
  const std::string record = record_of(good);
  stories::Told early = check_in("z", "worklog", at("08:00")).id("e");
  early.accepted(at("07:00"));
  stories::Told old = ping("z", at("08:00")).id("e");
  old.accepted(at("08:00") + std::chrono::hours{24 * 401});
  stories::Told nowhere = check_in("z", "worklog", at("08:00")).id("e");
  nowhere.place("7", 52.5, 13.4, 0);
  return {
      {"not JSON", "bad_json", Topic::checkins, key, record.substr(0, record.size() - 1)},
      {"empty", "bad_json", Topic::checkins, key, ""},
      {"a field is missing", "bad_event", Topic::checkins, key, replaced(record, "\"kind\"", "\"kond\"")},
      {"a place without a radius", "bad_event", Topic::checkins, key, record_of(nowhere)},
      {"somebody else's type", "foreign_type", Topic::checkins, key, replaced(record, "muster.checkin.v1", "acme.checkin.v1")},
      {"another subject than the key's", "misrouted", Topic::checkins, key + "e", record},
      {"a subject that ends alike", "misrouted", Topic::checkins, "x" + key, record},
      {"another topic", "misrouted", Topic::pings, key, record},
      {"ahead of its acceptance", "future_event", Topic::checkins, key, record_of(early)},
      {"older than the horizon", "too_old", Topic::pings, key, record_of(old)},
  };
}

TEST(Quarantine, EachBadRecordGoesThereWithItsReasonAndBlocksNobody) {
  for (const BadRecord& bad : bad_records()) {
    SCOPED_TRACE(bad.name);
    TaskWorld world;
    world.run();
    world.post(check_in("a", "worklog", at("08:00")));
    const log::Position position = world.append(bad.topic, bad.key, bad.value);
    world.post(check_in("b", "visit", at("09:00")));
    world.run();

    EXPECT_EQ(world.rows(Family::sessions), 2u);
    const auto quarantine = world.read(Topic::quarantine);
    ASSERT_EQ(quarantine.size(), 1u);
    EXPECT_EQ(quarantine[0].key, bad.key);
    EXPECT_EQ(quarantine[0].value, bad.value);
    EXPECT_EQ(quarantine[0].header("code"), bad.code);
    EXPECT_EQ(quarantine[0].header("topic"), spec(bad.topic).name);
    EXPECT_EQ(quarantine[0].header("partition"), "0");
    EXPECT_EQ(quarantine[0].header("offset"), std::to_string(position.offset));
    EXPECT_EQ(world.task->report().figures.quarantined.at(bad.code), 1u);
  }
}

TEST(Quarantine, WhatTheLogHeldBeforeTheFirstStartIsKept) {
  const BadRecord bad = bad_records().front();
  TaskWorld world;
  world.append(bad.topic, bad.key, bad.value);
  post_a_day(world);
  world.run();
  EXPECT_EQ(world.state(), TaskState::running);
  ASSERT_EQ(world.read(Topic::quarantine).size(), 1u);
  EXPECT_EQ(world.read(Topic::quarantine)[0].value, bad.value);
  EXPECT_TRUE(world.read(Topic::sessions).empty()) << "a rebuild announces nothing";
}

TEST(Quarantine, ARebuildThatIsInterruptedIsStillOne) {
  const BadRecord bad = bad_records().front();
  TaskOptions options;
  options.poll_records = 1;
  options.commit_catching_up = std::chrono::milliseconds{0};
  TaskWorld world(options);
  world.append(bad.topic, bad.key, bad.value);
  post_a_day(world);
  world.task->work();
  world.restart();
  world.run();
  EXPECT_EQ(world.state(), TaskState::running);
  EXPECT_EQ(world.read(Topic::quarantine).size(), 1u);
  EXPECT_TRUE(world.read(Topic::sessions).empty());
  world.post(check_in("c", "visit", at("10:00")));
  world.run();
  EXPECT_FALSE(world.read(Topic::sessions).empty());
}

TEST(Quarantine, AReplicaLeavesItToOthers) {
  const BadRecord bad = bad_records().front();
  TaskOptions options;
  options.announce = false;
  TaskWorld world(options);
  world.append(bad.topic, bad.key, bad.value);
  world.run();
  EXPECT_EQ(world.task->report().figures.quarantined.at(bad.code), 1u);
  EXPECT_TRUE(world.read(Topic::quarantine).empty());
  EXPECT_EQ(world.rows(Family::outbox), 0u);
}

TEST(Quarantine, AFloodIsCommittedByItsBytes) {
  const BadRecord bad = bad_records().front();
  TaskOptions options;
  options.outbox.waiting_bytes = bad.value.size() * 3;
  options.poll_records = 1;
  TaskWorld world(options);
  for (int i = 0; i < 10; ++i) world.append(bad.topic, bad.key, bad.value);
  for (int i = 0; i < 9; ++i) world.task->work();
  EXPECT_GT(world.rows(Family::outbox), 0u);
}

TEST(Quarantine, ARecordOfAnotherPartitionIsMisrouted) {
  const auto log = log::make_memory_log({.partitions = 7});
  TaskWorld world({}, log);
  world.run();
  int misrouted = 0;
  for (const char* subject : {"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"}) {
    stories::Told told = check_in("a", "worklog", at("08:00"));
    world.post(told.subject(subject));
    misrouted += partition_of(record_key(told.event), 7) == 0 ? 0 : 1;
  }
  world.run();
  ASSERT_GT(misrouted, 0);
  EXPECT_EQ(world.read(Topic::quarantine).size(), static_cast<std::size_t>(misrouted));
  EXPECT_EQ(world.rows(Family::sessions), 8u - static_cast<std::size_t>(misrouted));
}

TEST(Quarantine, ATypeNewerThanThisBuildStopsThePartitionInsteadOfBeingSkipped) {
  TaskWorld world;
  world.run();
  world.post(check_in("a", "worklog", at("08:00")));
  const stories::Told told = check_in("b", "worklog", at("09:00")).id("e");
  const std::string newer = replaced(record_of(told), "muster.checkin.v1", "muster.checkin.v2");
  world.append(Topic::checkins, record_key(told.event), newer);
  world.post(check_in("c", "visit", at("10:00")));
  for (int start = 0; start < 2; ++start) {
    world.run();
    const TaskReport report = world.task->report();
    EXPECT_EQ(report.state, TaskState::stopped);
    EXPECT_EQ(report.error->code, "newer_type");
    EXPECT_EQ(report.error->where, "muster.checkins.v1:0:1");
    EXPECT_EQ(world.rows(Family::sessions), 1u) << "what stands before it is committed";
    EXPECT_EQ(world.progress->next(Topic::checkins, 0), 1);
    world.restart();
  }
  EXPECT_TRUE(world.read(Topic::quarantine).empty());
}

}  // namespace
}  // namespace muster::processors
