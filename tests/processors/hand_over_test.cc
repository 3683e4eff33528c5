// A store that is made beside the one that serves: the same rows, and nobody hears of them twice.
#include "processors/hand_over.h"

#include <gtest/gtest.h>

#include "projections/family.h"
#include "projections/index_keys.h"
#include "tests/processors/task_world.h"
#include "tests/support/generators.h"

namespace muster::processors {
namespace {

using namespace std::chrono_literals;
using projections::Family;
using stories::at;
using stories::check_in;
using stories::check_out;
using stories::ping;

// All of it, but for what follows from the order in which events came: where checkpoints lie, and timers and
// days that outlast what they were for.
std::string bytes_of(const projections::Store& store) {
  std::string all;
  for (std::size_t f = 0; f < projections::kFamilyCount; ++f) {
    const auto family = static_cast<Family>(f);
    if (family == Family::checkpoints || family == Family::timers || family == Family::liveness) continue;
    store.snapshot()->scan(family, {}, {}, [&](std::string_view key, std::string_view row) {
      if (key == projections::keys::outbox_owner(0)) return true;
      all.append(projections::name_of(family)).append(" ").append(key).append("=").append(row).append("\n");
      return true;
    });
  }
  return all;
}

struct Beside {
  explicit Beside(TaskWorld& w) : world(w) { start(); }

  // As a process that dies and comes back.
  void start() {
    progress = std::make_unique<Progress>(1);
    TaskOptions silent = world.options;
    silent.announce = false;
    task = std::make_unique<Task>(ports(), 0, silent);
  }
  TaskPorts ports() { return {*world.log, *store, *progress, world.wall, world.monotonic}; }
  void run() {
    while (task->work() > 0) {
    }
  }
  // The processes of both end their tasks; then the one becomes the other.
  Status take_over() {
    world.task->finish();
    task->finish();
    world.emitter.reset();
    world.task.reset();
    task.reset();
    return hand_over({*world.log, *world.store, *world.progress, world.wall, world.monotonic}, ports(), world.options);
  }

  TaskWorld& world;
  std::unique_ptr<projections::MemoryStore> store = std::make_unique<projections::MemoryStore>();
  std::unique_ptr<Progress> progress;
  std::unique_ptr<Task> task;
};

void go_on_with(TaskWorld& world, std::unique_ptr<projections::MemoryStore> made) {
  world.store = std::move(made);
  world.restart();
}

TEST(HandOver, WhateverEachHasReadTheyEndAlike) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto set = generators::random_set(seed);
    TaskOptions options;
    options.poll_records = 1 + seed % 5;
    TaskWorld world(options);
    world.wall.time = set.moments.back();
    world.run();
    Beside beside(world);
    std::uint64_t chance = seed;
    for (const auto& copy : generators::shuffled(set.copies, seed)) {
      world.post(copy);
      chance = chance * 6364136223846793005u + 1442695040888963407u;
      if (chance >> 62 == 0) world.run();
      if (chance >> 62 == 1) beside.task->work();
    }
    const Status done = beside.take_over();
    ASSERT_TRUE(done.ok()) << done.error().code;
    ASSERT_EQ(bytes_of(*beside.store), bytes_of(*world.store)) << "seed " << seed;
  }
}

TEST(HandOver, NothingIsAnnouncedTwiceOrNotAtAll) {
  const auto tell = [](TaskWorld& world, auto between) {
    world.wall.time = at("08:00");
    world.run();
    post_a_day(world);
    world.post(check_in("p", "pass", at("08:00")).id("p"));
    world.append(Topic::checkins, "default/ann", "{");
    world.wall.time = at("12:00");  // the pass has ended by then
    between();
    world.post(check_out("b", at("11:45")).id("9"));
    world.run();
    return std::pair(world.appended(Topic::sessions), world.appended(Topic::quarantine));
  };
  TaskWorld calm;
  const auto expected = tell(calm, [&] { calm.run(); });
  EXPECT_EQ(expected.first, 4);
  EXPECT_EQ(expected.second, 1);
  for (const bool live_is_ahead : {true, false}) {
    TaskWorld handed;
    const auto sent = tell(handed, [&] {
      Beside beside(handed);
      live_is_ahead ? handed.run() : beside.run();
      ASSERT_TRUE(beside.take_over().ok());
      go_on_with(handed, std::move(beside.store));
    });
    EXPECT_EQ(sent, expected) << live_is_ahead;
  }
}

TEST(HandOver, ALogThatIsAwayIsTriedAgain) {
  TaskWorld world;
  world.run();
  post_a_day(world);
  world.run();
  const log::Offset announced = world.appended(Topic::sessions);
  Beside beside(world);
  world.post(check_out("b", at("11:45")).id("9"));
  beside.run();  // further than the one that serves, which can't follow now
  world.log->set_available(false);
  EXPECT_FALSE(beside.take_over().ok());
  world.log->set_available(true);
  ASSERT_TRUE(forget_outbox(*beside.store).ok());
  world.restart();
  beside.start();
  ASSERT_TRUE(beside.take_over().ok());
  EXPECT_EQ(bytes_of(*beside.store), bytes_of(*world.store));
  go_on_with(world, std::move(beside.store));
  world.run();
  EXPECT_EQ(world.appended(Topic::sessions), announced + 1);
}

// It died between the hand-over and the moment when it would have served.
TEST(HandOver, WhatCameToNothingIsForgotten) {
  TaskWorld world;
  world.run();
  post_a_day(world);
  world.run();
  Beside beside(world);
  ASSERT_TRUE(beside.take_over().ok());
  EXPECT_TRUE(beside.store->snapshot()->get(Family::meta, projections::keys::outbox_seq(0)));

  ASSERT_TRUE(forget_outbox(*beside.store).ok());
  EXPECT_FALSE(beside.store->snapshot()->get(Family::meta, projections::keys::outbox_seq(0)));
  world.restart();
  beside.start();
  world.post(check_out("b", at("11:45")).id("9"));
  world.run();
  beside.run();
  const log::Offset announced = world.appended(Topic::sessions);
  ASSERT_TRUE(beside.take_over().ok());
  EXPECT_EQ(bytes_of(*beside.store), bytes_of(*world.store));
  go_on_with(world, std::move(beside.store));
  world.run();
  EXPECT_EQ(world.appended(Topic::sessions), announced);
}

}  // namespace
}  // namespace muster::processors
