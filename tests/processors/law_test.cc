// The law (docs/semantics.md, The one law): rows and rollups are a pure function of the set of events, and
// the one that the reference fold makes of it.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/processors/law_lines.h"
#include "tests/processors/law_sets.h"
#include "tests/support/stories.h"

namespace muster::processors {
namespace {

// The first line that differs, of both; empty where none does. A whole comparison of hours of years would
// take a minute to print.
std::string apart(const std::string& expected, const std::string& got) {
  std::istringstream left(expected), right(got);
  std::string l, r;
  while (left || right) {
    l.clear(), r.clear();
    std::getline(left, l), std::getline(right, r);
    if (l != r) return "expected: " + l + "\n     got: " + r;
  }
  return "";
}

void expect_as_told(const EngineWorld& world, const EventSet& set, std::uint64_t seed) {
  for (const Timestamp as_of : set.moments) {
    const auto answer = reference::fold(set.copies, as_of);
    SCOPED_TRACE("as of " + text_of(as_of) + ", seed " + std::to_string(seed));
    ASSERT_EQ(apart(sessions_of(answer), sessions_of(world, as_of)), "") << stories::to_text(set.copies);
    if (as_of != set.moments[seed % set.moments.size()]) continue;  // hours of years are long to tell
    ASSERT_EQ(apart(hours_of(answer), hours_of(world, set, as_of)), "") << stories::to_text(set.copies);
  }
  const auto last = reference::fold(set.copies, set.moments.back());
  const Tenant tenant{"default"};
  ASSERT_EQ(apart(marks_of(last), marks_of(world, tenant)), "") << "seed " << seed << "\n" << stories::to_text(set.copies);
  ASSERT_EQ(apart(signs_of(set), signs_of(world, set)), "") << "seed " << seed << "\n" << stories::to_text(set.copies);
  ASSERT_EQ(apart(outcomes_of(last), outcomes_of(world)), "") << "seed " << seed << "\n" << stories::to_text(set.copies);
  ASSERT_EQ(apart(copies_of(last), copies_of(world, set)), "") << "seed " << seed << "\n" << stories::to_text(set.copies);
}

TEST(Law, AnySetInAnyOrderGivesTheReferencesRows) {
  const std::uint64_t first = number_from("MUSTER_LAW_FIRST", 1);
  const std::uint64_t sets = number_from("MUSTER_LAW_SETS", 2000);
  for (std::uint64_t seed = first; seed < first + sets; ++seed) {
    const EventSet set = generators::random_set(seed);
    EngineWorld world(chunk_of(seed));
    world.feed(generators::shuffled(set.copies, seed), seed, set.moments.back());
    expect_as_told(world, set, seed);
    if (HasFailure()) return;
  }
}

void expect_same_bytes(std::uint64_t seed, std::uint32_t chunk, std::uint32_t other_chunk) {
  const EventSet set = generators::random_set(seed);
  EngineWorld one(chunk), two(other_chunk);
  one.feed(set.copies, seed, set.moments.back());
  two.feed(generators::shuffled(generators::duplicated(set.copies, seed), seed + 1), seed + 2, set.moments.back());
  ASSERT_EQ(apart(one.answers(), two.answers()), "") << "seed " << seed << "\n" << stories::to_text(set.copies);
}

TEST(Law, OrderRepetitionAndBatchingLeaveTheSameBytes) {
  const std::uint64_t first = number_from("MUSTER_LAW_FIRST", 1);
  const std::uint64_t sets = number_from("MUSTER_LAW_SETS", 2000);
  for (std::uint64_t seed = first; seed < first + sets && !HasFailure(); ++seed) {
    expect_same_bytes(seed, chunk_of(seed), chunk_of(seed + 1));
  }
}

// Beyond the seeds of every run: a flag that its first event lost was not raised again by a later one.
TEST(Law, AFlagThatGoesIsRaisedAgain) { expect_same_bytes(214'427, 2, 2); }

}  // namespace
}  // namespace muster::processors
