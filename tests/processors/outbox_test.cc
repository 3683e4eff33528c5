#include "processors/outbox.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "processors/emitter.h"
#include "tests/processors/task_world.h"

namespace muster::processors {
namespace {

using namespace std::chrono_literals;
using projections::Family;
using projections::OutboxRow;

// An outbox and its emitter, without a task.
struct OutboxWorld {
  OutboxWorld() { start(); }

  void start() {
    outbox.emplace(store, 0, false, limits);
    ASSERT_TRUE(outbox->open().ok());
    if (!outbox->announcing()) outbox->begin_announcing();
    EmitterOptions options;
    options.at = [this](std::string_view) { if (cut_power) store.drop_unsynced(); };
    emitter.emplace(*log, store, monotonic, std::vector{outbox->cursor()}, options);
  }
  void commit() {
    auto batch = store.batch();
    outbox->write(*batch, wall.time);
    outbox->committed(store.commit(std::move(batch)).ok());
  }
  void put(const std::string& key, const std::string& value) {
    outbox->add({Topic::sessions, key, value, {{"ce_id", value}}, wall.time});
  }
  void pass(std::chrono::milliseconds span) {
    wall.time += span;
    monotonic.time += span;
  }
  std::string sent() const {
    std::string all;
    const auto reader = log->read(Topic::sessions, 0, 0);
    const auto take = [&](const log::RecordView& r) { all += std::string(r.value) + " "; };
    while (*(*reader)->poll(100, take) > 0) {
    }
    return all;
  }
  std::size_t rows() const {
    std::size_t count = 0;
    store.snapshot()->scan(Family::outbox, "", "\xff", [&](auto, auto) { return ++count, true; });
    return count;
  }

  OutboxLimits limits;
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log({.partitions = 1});
  projections::MemoryStore store;
  HandWall wall;
  HandMonotonic monotonic;
  std::optional<Outbox> outbox;
  std::optional<Emitter> emitter;
  bool cut_power = false;
};

TEST(Outbox, RowsLeaveInOrderAndOnce) {
  OutboxWorld world;
  world.put("k1", "a");
  world.put("k2", "b");
  EXPECT_EQ(world.emitter->work(), 0u) << "not committed yet";
  world.commit();
  EXPECT_EQ(world.emitter->work(), 2u);
  EXPECT_EQ(world.emitter->work(), 0u);
  world.put("k1", "c");
  world.commit();
  EXPECT_EQ(world.emitter->work(), 1u);
  EXPECT_EQ(world.sent(), "b c ") << "the topic keeps the latest of k1";
  EXPECT_EQ(world.emitter->figures().emitted, 3u);
  EXPECT_EQ(world.emitter->figures().waiting, 0u);
}

TEST(Outbox, NothingIsSentThatAPowerCutTakesBack) {
  OutboxWorld world;
  world.put("k", "a");
  world.commit();
  world.cut_power = true;  // between making the store durable and appending
  EXPECT_EQ(world.emitter->work(), 1u);
  EXPECT_EQ(world.rows(), 1u);
}

TEST(Outbox, OneAppendIsUnderWayAtATime) {
  OutboxWorld world;
  world.log->hold();
  world.put("k1", "a");
  world.commit();
  EXPECT_EQ(world.emitter->work(), 1u);
  world.put("k2", "b");
  world.commit();
  EXPECT_EQ(world.emitter->work(), 0u);
  world.log->release();
  EXPECT_EQ(world.emitter->work(), 1u);
  EXPECT_EQ(world.sent(), "a b ");
}

TEST(Outbox, AnUnknownOutcomeIsSentAgainWithAllThatFollows) {
  OutboxWorld world;
  world.put("k1", "a");
  world.put("k2", "b");
  world.put("k3", "c");
  world.commit();
  world.log->lose_outcome(1, true);
  EXPECT_EQ(world.emitter->work(), 3u);
  EXPECT_EQ(world.outbox->cursor()->acked, 0u);
  EXPECT_EQ(world.emitter->work(), 0u) << "it takes a breath";
  world.pass(1s);
  EXPECT_EQ(world.emitter->work(), 3u);
  EXPECT_EQ(world.outbox->cursor()->acked, 3u);
  EXPECT_EQ(world.sent(), "a b c ");
  EXPECT_EQ(world.emitter->figures().failed, 1u);
}

TEST(Outbox, ALogThatIsAwayIsWaitedForEverLonger) {
  OutboxWorld world;
  world.put("k", "a");
  world.commit();
  world.log->set_available(false);
  int attempts = 0;
  for (int i = 0; i < 100; ++i, world.pass(100ms)) attempts += world.emitter->work() > 0 ? 1 : 0;
  EXPECT_GT(attempts, 2);
  EXPECT_LT(attempts, 10);
  world.log->set_available(true);
  world.pass(10s);
  world.emitter->work();
  EXPECT_EQ(world.sent(), "a ");
}

TEST(Outbox, ARecordThatTheLogNeverTakesBlocksNobody) {
  OutboxWorld world;
  world.put("k1", std::string(log::kMaxRecordBytes + 1, 'x'));
  world.commit();
  world.emitter->work();
  world.put("k2", "b");
  world.commit();
  world.emitter->work();
  EXPECT_EQ(world.sent(), "b ");
  EXPECT_EQ(world.emitter->figures().dropped, 1u);
}

TEST(Outbox, AnUnreadableRowBlocksNobody) {
  OutboxWorld world;
  world.put("k1", "a");
  world.put("k2", "b");
  world.commit();
  auto batch = world.store.batch();
  batch->put(Family::outbox, std::string("\0\0\0\0\0\0\0\0\0\0", 10), "?");
  ASSERT_TRUE(world.store.commit(std::move(batch)).ok());
  world.emitter->work();
  EXPECT_EQ(world.sent(), "b ");
  EXPECT_EQ(world.emitter->figures().dropped, 1u);
}

TEST(Outbox, AcknowledgedRowsStayADay) {
  OutboxWorld world;
  world.put("k1", "a");
  world.commit();
  world.emitter->work();
  world.pass(23h);
  world.put("k2", "b");
  world.commit();
  world.emitter->work();
  world.commit();
  EXPECT_EQ(world.rows(), 2u);
  world.pass(2h);
  world.put("k3", "c");
  world.commit();
  world.emitter->work();
  world.commit();
  EXPECT_EQ(world.rows(), 2u);
  EXPECT_FALSE(world.outbox->dirty());
}

TEST(Outbox, WhatIsNotAcknowledgedStaysHoweverOldAndLarge) {
  OutboxWorld world;
  world.limits.keep_bytes = 100;
  world.start();
  world.log->set_available(false);
  for (int i = 0; i < 10; ++i) {
    world.put(fmt::format("k{}", i), std::string(100, 'x'));
    world.commit();
    world.emitter->work();
    world.pass(25h);
  }
  EXPECT_EQ(world.rows(), 10u);
  world.log->set_available(true);
  world.emitter->work();
  world.commit();
  EXPECT_EQ(world.rows(), 0u);
}

TEST(Outbox, GoesOnAfterARestart) {
  OutboxWorld world;
  world.put("k1", "a");
  world.commit();
  world.emitter->work();
  world.commit();
  world.put("k2", "b");
  world.commit();
  world.start();
  EXPECT_TRUE(world.outbox->announcing());
  world.put("k3", "c");
  world.commit();
  EXPECT_EQ(world.emitter->work(), 2u);
  EXPECT_EQ(world.sent(), "a b c ");
}

TEST(Outbox, AReplicaDoesNotSendWhatWasLeft) {
  OutboxWorld world;
  world.put("k1", "a");
  world.commit();
  Outbox replica(world.store, 0, true);
  ASSERT_TRUE(replica.open().ok());
  EXPECT_FALSE(replica.announcing());
  Emitter emitter(*world.log, world.store, world.monotonic, std::vector{replica.cursor()});
  EXPECT_EQ(emitter.work(), 0u);
  EXPECT_EQ(world.sent(), "");
  world.start();
  EXPECT_EQ(world.emitter->work(), 1u) << "for who announces they are still there";
}

TEST(Outbox, TheAnnouncementIsTheSameInEveryProcess) {
  const Announcement opened{Change::opened, "default/an/n/s1", R"({"session_id":"s1"})", "00ff"};
  const OutboxRow row = announcement_row(opened, stories::at("12:00"));
  EXPECT_EQ(row.topic, Topic::sessions);
  EXPECT_EQ(row.key, "default/an/n/s1");
  EXPECT_EQ(row.value, R"({"change":"opened","version":"00ff","session":{"session_id":"s1"}})");
  EXPECT_EQ(row.headers, (log::Headers{{"ce_id", "s1:00ff"}, {"ce_type", "muster.session.v1"}}));
  EXPECT_FALSE(announcement_row({Change::gone, "default/ann/s1", "", "00ff"}, stories::at("12:00")).value);
}

}  // namespace
}  // namespace muster::processors
