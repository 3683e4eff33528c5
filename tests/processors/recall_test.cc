// A store that is an older copy, or made anew: what another one announced and is no session is told to be gone.
#include "processors/recall.h"

#include <gtest/gtest.h>

#include "processors/hand_over.h"
#include "projections/outbox_owner.h"
#include "tests/processors/task_world.h"

namespace muster::processors {
namespace {

using stories::at;
using stories::check_in;

std::unique_ptr<projections::MemoryStore> copy_of(const projections::MemoryStore& store) {
  auto copy = std::make_unique<projections::MemoryStore>();
  auto batch = copy->batch();
  for (std::size_t f = 0; f < projections::kFamilyCount; ++f) {
    const auto family = static_cast<projections::Family>(f);
    store.snapshot()->scan(family, {}, {}, [&](std::string_view key, std::string_view value) { return batch->put(family, key, value), true; });
  }
  EXPECT_TRUE(copy->commit(std::move(batch)).ok());
  return copy;
}

std::string last_said(const TaskWorld& world, const std::string& key) {
  std::string last = "nothing";
  for (const Out& out : world.read(Topic::sessions)) {
    if (out.key == key) last = out.value;
  }
  return last;
}

// The later check-in is announced, and then an earlier one comes, of which it is an alias: which the store that is put
// back learns in one go.
struct Taken : TaskWorld {
  Taken() {
    wall.time = at("09:00");
    post(check_in("x", "pc", at("07:00")));
    run();
    kept = copy_of(*store);
    post(check_in("b", "worklog", at("08:30")));
    run();
    EXPECT_NE(last_said(*this, "default/ann/b"), "nothing");
    post(check_in("a", "worklog", at("08:00")));
  }
  std::unique_ptr<projections::MemoryStore> kept;
};

TEST(Recall, WhatWasTakenBackSinceTheSnapshotGetsItsTombstone) {
  Taken world;
  world.store = std::move(world.kept);
  EXPECT_FALSE(projections::owns_outbox(*world.store, 0));
  world.restart();
  world.run();
  EXPECT_EQ(last_said(world, "default/ann/b"), "(tombstone)");
  EXPECT_NE(last_said(world, "default/ann/a"), "(tombstone)");
  EXPECT_NE(last_said(world, "default/ann/x"), "(tombstone)");
  EXPECT_TRUE(projections::owns_outbox(*world.store, 0));
  const auto appended = world.appended(Topic::sessions);
  world.restart();
  world.run();
  EXPECT_EQ(world.appended(Topic::sessions), appended);
}

// A log that has what was announced at hand only after a while.
class SlowLog final : public log::EventLog {
 public:
  explicit SlowLog(log::EventLog& log) : log_(log) {}
  log::Capabilities capabilities() const override { return log_.capabilities(); }
  log::Partition partitions() const override { return log_.partitions(); }
  std::string epoch() const override { return log_.epoch(); }
  void append(std::vector<log::Record> batch, log::AppendDone done) override { log_.append(std::move(batch), std::move(done)); }
  Result<std::unique_ptr<log::Reader>> read(Topic t, log::Partition p, log::Offset from, bool with_headers) override {
    auto reader = log_.read(t, p, from, with_headers);
    if (!reader || t != Topic::sessions) return reader;
    return std::unique_ptr<log::Reader>(std::make_unique<SlowReader>(std::move(*reader), at_hand));
  }
  Result<log::Offset> log_start(Topic t, log::Partition p) override { return log_.log_start(t, p); }
  Result<log::Offset> end_offset(Topic t, log::Partition p) override { return log_.end_offset(t, p); }
  Result<log::Offset> offset_for_time(Topic t, log::Partition p, Timestamp at) override { return log_.offset_for_time(t, p, at); }
  bool healthy() const override { return log_.healthy(); }
  void on_append(std::function<void()> wake) override { log_.on_append(std::move(wake)); }

  bool at_hand = false;

 private:
  struct SlowReader final : log::Reader {
    SlowReader(std::unique_ptr<log::Reader> reader, const bool& hand) : inner(std::move(reader)), at_hand(hand) {}
    Result<std::size_t> poll(std::size_t max, const std::function<void(const log::RecordView&)>& sink) override {
      if (at_hand) return inner->poll(max, sink);
      return std::size_t{0};
    }
    log::Offset position() const override { return inner->position(); }
    bool at_end() const override { return at_hand && inner->at_end(); }

    std::unique_ptr<log::Reader> inner;
    const bool& at_hand;
  };

  log::EventLog& log_;
};

// Else its thread would ask without a pause, and nobody would hear that it has caught up.
TEST(Recall, RestsWhileNothingIsAtHand) {
  Taken world;
  world.store = std::move(world.kept);
  world.restart();
  SlowLog log(*world.log);
  Task task({log, *world.store, *world.progress, world.wall, world.monotonic}, 0, world.options);
  const auto rests = [&] {
    for (int round = 0; round < 100; ++round) {
      if (task.work() == 0) return true;
    }
    return false;
  };
  EXPECT_TRUE(rests());
  EXPECT_TRUE(task.report().caught_up);
  EXPECT_FALSE(projections::owns_outbox(*world.store, 0));
  log.at_hand = true;
  EXPECT_GT(task.work(), 0u);
  EXPECT_TRUE(rests());
  EXPECT_TRUE(projections::owns_outbox(*world.store, 0));
}

TEST(Recall, AStateMadeAnewDoesTheSame) {
  Taken world;
  world.rebuild();
  world.run();
  EXPECT_EQ(last_said(world, "default/ann/b"), "(tombstone)");
  EXPECT_NE(last_said(world, "default/ann/x"), "(tombstone)");
}

TEST(Recall, AReplicaSaysNothing) {
  Taken world;
  world.store = std::move(world.kept);
  world.options.announce = false;
  const auto appended = world.appended(Topic::sessions);
  world.restart();
  world.run();
  EXPECT_EQ(world.appended(Topic::sessions), appended);
}

// Positions of readers go on where a store takes the place of another one with its outbox, and nowhere else.
TEST(Recall, WhoTakesAnothersPlaceGoesOnWithItsReaders) {
  TaskWorld world;
  world.wall.time = at("09:00");
  post_a_day(world);
  world.run();
  const std::string lineage = projections::outbox_lineage(*world.store, 0);
  const auto take_place = [&] {
    auto made = std::make_unique<projections::MemoryStore>();
    Progress progress(1);
    world.task->finish();
    world.emitter.reset();
    world.task.reset();
    const TaskPorts next{*world.log, *made, progress, world.wall, world.monotonic};
    EXPECT_TRUE(hand_over({*world.log, *world.store, *world.progress, world.wall, world.monotonic}, next, world.options).ok());
    EXPECT_EQ(projections::outbox_lineage(*made, 0), lineage);
    EXPECT_TRUE(projections::owns_outbox(*made, 0));
    EXPECT_NE(projections::outbox_lineage(*copy_of(*made), 0), lineage) << "its numbers are given twice";
    return made;
  };
  for (int i = 0; i < 2; ++i) {
    world.store = take_place();
    const auto appended = world.appended(Topic::sessions);
    world.restart();
    world.run();
    EXPECT_EQ(world.appended(Topic::sessions), appended);
  }
  const auto forgotten = take_place();
  EXPECT_TRUE(forget_outbox(*forgotten).ok());
  EXPECT_NE(projections::outbox_lineage(*forgotten, 0), lineage);
}

}  // namespace
}  // namespace muster::processors
