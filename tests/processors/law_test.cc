// The law (docs/semantics.md, The one law): rows and rollups are a pure function of the set of events, and
// the one that the reference fold makes of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <sstream>

#include "tests/processors/law_lines.h"
#include "tests/processors/law_sets.h"
#include "tests/support/story_text.h"

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

// What differs where the engine is given the set in an order of the seed; empty where nothing does.
std::string told_otherwise(const EventSet& set, std::uint64_t seed, std::uint32_t chunk) {
  EngineWorld world(chunk);
  world.feed(generators::shuffled(set.copies, seed), seed, set.moments.back());
  for (const Timestamp as_of : set.moments) {
    const auto answer = reference::fold(set.copies, as_of);
    std::string found = apart(sessions_of(answer), sessions_of(world, as_of));
    const bool asked = as_of == set.moments[seed % set.moments.size()];  // hours of years are long to tell
    if (found.empty() && asked) found = apart(hours_of(answer), hours_of(world, set, as_of));
    if (!found.empty()) return "as of " + text_of(as_of) + "\n" + found;
  }
  const auto last = reference::fold(set.copies, set.moments.back());
  std::string found = apart(marks_of(last), marks_of(world, Tenant{"default"}));
  if (found.empty()) found = apart(signs_of(set), signs_of(world, set));
  if (found.empty()) found = apart(outcomes_of(last), outcomes_of(world));
  if (found.empty()) found = apart(copies_of(last), copies_of(world, set));
  return found;
}

// The seed, what differs, and the fewest events of the set that still differ, as lines of a story.
std::string shrunk_failure(const EventSet& set, std::uint64_t seed, const std::string& found,
                           const std::function<std::string(const EventSet&)>& differs) {
  const auto with = [&](const std::vector<reference::Copy>& copies) { return differs({copies, set.moments}); };
  const auto least = stories::shrunk(set.copies, [&](const auto& copies) { return !with(copies).empty(); });
  return "seed " + std::to_string(seed) + "\n" + found + "\nthe fewest events that differ:\n" + stories::to_story(least) +
         with(least);
}

// Empty sets differ in nothing, so shrinking ends before them.
void expect_nothing_differs(std::uint64_t seed, const std::function<std::string(const EventSet&)>& differs) {
  const EventSet set = generators::random_set(seed);
  const std::string found = differs(set);
  if (!found.empty()) ADD_FAILURE() << shrunk_failure(set, seed, found, differs);
}

void expect_of_all_sets(std::uint64_t sets, const std::function<std::string(const EventSet&, std::uint64_t)>& differs) {
  const std::uint64_t first = number_from("MUSTER_LAW_FIRST", 1);
  const std::uint64_t last = first + number_from("MUSTER_LAW_SETS", sets);
  for (std::uint64_t seed = first; seed < last && !::testing::Test::HasFailure(); ++seed) {
    expect_nothing_differs(seed, [&](const EventSet& set) { return differs(set, seed); });
  }
}

TEST(Law, AnySetInAnyOrderGivesTheReferencesRows) { 
  expect_of_all_sets(2000, [](const EventSet& set, std::uint64_t seed) { return told_otherwise(set, seed, chunk_of(seed)); });
}

std::string other_bytes(const EventSet& set, std::uint64_t seed, std::uint32_t chunk, std::uint32_t other_chunk) {
  EngineWorld one(chunk), two(other_chunk);
  one.feed(set.copies, seed, set.moments.back());
  two.feed(generators::shuffled(generators::duplicated(set.copies, seed), seed + 1), seed + 2, set.moments.back());
  return apart(one.answers(), two.answers());
}

TEST(Law, OrderRepetitionAndBatchingLeaveTheSameBytes) {
  expect_of_all_sets(2000, [](const EventSet& set, std::uint64_t seed) {
    return other_bytes(set, seed, chunk_of(seed), chunk_of(seed + 1));
  });
}

// Each batch is lost some time before it is committed, with all that the engine knew, and is read again.
std::string bytes_after_crashes(const EventSet& set, std::uint64_t seed) {
  const Timestamp now = set.moments.back();
  EngineWorld whole(chunk_of(seed)), crashing(chunk_of(seed));
  whole.feed(set.copies, seed, now);
  for (std::size_t begin = 0, end = 0; begin < set.copies.size(); begin = end) {
    end = std::min(set.copies.size(), begin + 1 + (seed + begin) % 4);
    const std::vector<reference::Copy> batch(set.copies.begin() + static_cast<std::ptrdiff_t>(begin),
                                             set.copies.begin() + static_cast<std::ptrdiff_t>(end));
    crashing.take({batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(1 + seed % batch.size())});
    crashing.crash(now);
    crashing.take(batch);
    crashing.flush(now);
  }
  return apart(whole.answers(), crashing.answers());
}

TEST(Law, ACrashBeforeAnyCommitLeavesTheSameBytes) { expect_of_all_sets(1000, bytes_after_crashes); }

// A store as it was after some commit is gone on with.
std::string bytes_after_restore(const EventSet& set, std::uint64_t seed) {
  const Timestamp now = set.moments.back();
  const auto copies = generators::shuffled(set.copies, seed);
  const auto kept = copies.begin() + static_cast<std::ptrdiff_t>(seed % (copies.size() + 1));
  EngineWorld whole(chunk_of(seed)), snapshot(chunk_of(seed));
  whole.feed(copies, seed, now);
  snapshot.feed({copies.begin(), kept}, seed + 1, now);
  EngineWorld restored(chunk_of(seed + 1));
  restored.restore(*snapshot.store);
  restored.feed({kept, copies.end()}, seed + 2, now);
  return apart(whole.answers(), restored.answers());
}

TEST(Law, ASnapshotGoesOnToTheSameBytes) { expect_of_all_sets(1000, bytes_after_restore); }

// What came in as time passed, and was looked at again when its timers said so, is what is found when all of it comes at
// the end: also where a session ended, or a flag was raised, by time alone.
std::string bytes_as_time_passes(const EventSet& set, std::uint64_t seed) {
  const Timestamp last = set.moments.back();
  EngineWorld late(chunk_of(seed)), meanwhile(chunk_of(seed));
  late.feed(set.copies, seed, last);
  Timestamp now = set.copies.empty() ? last : set.copies.front().event.env.ingesttime;
  std::mt19937_64 random(seed);
  for (const reference::Copy& copy : generators::shuffled(set.copies, seed)) {
    now = std::max(now, copy.event.env.ingesttime);
    if (random() % 2 == 0) meanwhile.fire_timers(now);
    meanwhile.take({copy});
    if (random() % 3 == 0) meanwhile.flush(now);
  }
  meanwhile.flush(now);
  meanwhile.fire_timers(last);
  return apart(late.answers(), meanwhile.answers());
}

TEST(Law, WhatTimeAloneChangesIsKeptAsItPasses) { expect_of_all_sets(1000, bytes_as_time_passes); }

// Beyond the seeds of every run: a flag that its first event lost was not raised again by a later one.
TEST(Law, AFlagThatGoesIsRaisedAgain) {
  expect_nothing_differs(214'427, [](const EventSet& set) { return other_bytes(set, 214'427, 2, 2); });
}

// Nor one that stays an alias only while a session is heard of.
TEST(Law, AnAliasGoesWithWhatVouchedForItsSession) {
  expect_nothing_differs(22'127, [](const EventSet& set) { return told_otherwise(set, 22'127, 1); });
}

// Nor a deadline in the time that an amended edge adds: a day before the check-in, and after a check-out.
TEST(Law, ADeadlineIsKnownInAddedTime) {
  expect_nothing_differs(23'125, [](const EventSet& set) { return told_otherwise(set, 23'125, 1); });
  expect_nothing_differs(28'560, [](const EventSet& set) { return told_otherwise(set, 28'560, 1); });
}

}  // namespace
}  // namespace muster::processors
