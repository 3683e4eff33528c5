// test_sim [seeds [first]]: that many simulations from that seed on; MUSTER_SIM_SEEDS and
// MUSTER_SIM_FIRST say the same. A failure prints its seed: test_sim 1 <seed> plays it again.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/sim/simulation.h"
#include "tests/sim/verdict.h"
#include "tests/support/stories.h"

namespace muster::sim {
namespace {

std::uint64_t seeds = 1000;
std::uint64_t first_seed = 1;

void take_number(const char* text, std::uint64_t& into) {
  if (text != nullptr) into = std::strtoull(text, nullptr, 10);
}

std::string events_of(const Simulation& simulation) {
  std::string text;
  for (const auto& copies : simulation.told()) text += stories::to_text(copies);
  return text;
}

std::string failure_of(std::uint64_t seed) {
  Simulation simulation(seed);
  std::string failure = simulation.run();
  if (failure.empty()) failure = rows_as_clean(simulation);
  if (failure.empty()) failure = proves_itself(simulation);
  if (failure.empty()) failure = sessions_as_told(simulation);
  if (failure.empty()) failure = announced_as_stored(simulation);
  return failure.empty() ? "" : failure + events_of(simulation);
}

TEST(Simulation, WhateverHappensTheRowsAreThoseOfTheEvents) {
  for (std::uint64_t seed = first_seed; seed < first_seed + seeds; ++seed) {
    const std::string failure = failure_of(seed);
    ASSERT_TRUE(failure.empty()) << "seed " << seed << ": " << failure;
  }
}

TEST(Simulation, TheSameSeedIsTheSameWorld) {
  for (std::uint64_t seed = first_seed; seed < first_seed + 3; ++seed) {
    Simulation one(seed), two(seed);
    EXPECT_EQ(one.run(), two.run());
    EXPECT_EQ(one.store().dump(), two.store().dump());
    EXPECT_EQ(one.crashes(), two.crashes());
  }
}

TEST(Simulation, ThingsDoGoWrong) {
  std::uint64_t crashes = 0, exchanges = 0, restores = 0;
  std::size_t refused = 0;
  for (std::uint64_t seed = first_seed; seed < first_seed + 40; ++seed) {
    Simulation simulation(seed);
    EXPECT_EQ(simulation.run(), "") << "seed " << seed;
    crashes += simulation.crashes();
    exchanges += simulation.exchanges();
    restores += simulation.restores();
    refused += simulation.refused();
  }
  EXPECT_GT(crashes, 20u);
  EXPECT_GT(refused, 10u);
  EXPECT_GT(exchanges, 5u);
  EXPECT_GT(restores, 5u);
}

}  // namespace
}  // namespace muster::sim

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  muster::sim::take_number(std::getenv("MUSTER_SIM_SEEDS"), muster::sim::seeds);
  muster::sim::take_number(std::getenv("MUSTER_SIM_FIRST"), muster::sim::first_seed);
  if (argc > 1) muster::sim::take_number(argv[1], muster::sim::seeds);
  if (argc > 2) muster::sim::take_number(argv[2], muster::sim::first_seed);
  return RUN_ALL_TESTS();
}
