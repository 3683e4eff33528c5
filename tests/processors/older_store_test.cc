// A store that nothing folds any more, of an older format: the one that is made of the log up to its offsets
// takes its place, and nobody hears of anything twice or not at all.
#include <gtest/gtest.h>

#include "processors/hand_over.h"
#include "processors/runner.h"
#include "tests/processors/task_world.h"

namespace muster::processors {
namespace {

using namespace std::chrono_literals;
using stories::at;
using stories::check_in;
using stories::check_out;

struct SteadyClock : MonotonicClock {
  std::chrono::nanoseconds now() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
};

// `world` ends; the new store is made while more comes in and time passes.
std::unique_ptr<projections::MemoryStore> made_beside(TaskWorld& world) {
  world.task->finish();
  world.emitter.reset();
  world.task.reset();
  const auto until = stored_offsets(*world.store, 1);
  const StoppedClock moment(moment_of(*world.store, 1, world.wall.now()));
  auto made = std::make_unique<projections::MemoryStore>();
  Progress progress(1);
  const SteadyClock monotonic;
  RunnerOptions options;
  options.task.announce = false;
  options.until = until;
  Runner runner({*world.log, *made, progress, moment, monotonic}, options);
  runner.start();
  EXPECT_TRUE(runner.wait_in_place(20s));
  runner.stop();
  EXPECT_EQ(stored_offsets(*made, 1), until);
  EXPECT_TRUE(hand_over_as_it_is(*world.store, *made, 1).ok());
  return made;
}

TEST(OlderStore, WhatItHadToSayIsSaidByTheOneThatTakesItsPlace) {
  const auto told = [](bool exchanged) {
    TaskWorld world;
    world.wall.time = at("08:30");
    world.run();
    world.post(check_in("p", "pass", at("08:00")));
    world.post(check_in("a", "worklog", at("08:10")));
    world.run();
    world.post(check_out("a", at("08:20")));
    world.run_task();  // and not announced yet
    world.post(check_in("b", "worklog", at("08:25")));
    world.wall.time = at("12:00");  // the pass has ended by then
    if (exchanged) {
      world.store = made_beside(world);
      world.restart();
    }
    world.run();
    world.pass(1000ms);  // timers are looked at now and then
    world.run();
    std::string all;
    for (const Out& out : world.read(Topic::sessions)) all += out.key + " " + out.value.substr(0, 60) + "\n";
    return all + std::to_string(world.appended(Topic::sessions));
  };
  EXPECT_EQ(told(true), told(false));
}

TEST(OlderStore, OneThatIsNotAsFarIsNotTaken) {
  TaskWorld world;
  world.wall.time = at("09:00");
  post_a_day(world);
  world.run();
  projections::MemoryStore empty;
  EXPECT_FALSE(hand_over_as_it_is(*world.store, empty, 1).ok());
}

}  // namespace
}  // namespace muster::processors
