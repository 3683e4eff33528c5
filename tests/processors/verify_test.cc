// A store proves itself: whatever it was told, in whatever order; and a changed row is found.
#include "processors/verify.h"

#include <gtest/gtest.h>

#include "projections/codec.h"
#include "projections/family.h"
#include "tests/processors/engine_world.h"
#include "tests/processors/law_sets.h"
#include "tests/support/generators.h"
#include "tests/support/stories.h"

namespace muster::processors {
namespace {

using projections::Family;

VerifyReport verified(const EngineWorld& world, Timestamp now) {
  const auto reads = world.store->snapshot();
  Verifier verifier(*reads, now);
  std::string after;
  while (const auto subject = verifier.next(after)) {
    verifier.check(*subject);
    after = Verifier::behind(*subject);
  }
  verifier.check_sums();
  return verifier.report();
}

std::string text_of(const VerifyReport& report) {
  std::string text;
  for (const Difference& d : report.differences) {
    text.append(projections::name_of(d.family)).append(" ").append(std::to_string(static_cast<int>(d.what))).append(" of ").append(d.subject.view()).append("\n");
  }
  return text;
}

TEST(Verify, WhateverWasToldInWhateverOrderProvesItself) {
  std::uint64_t events = 0, rows = 0;
  const std::uint64_t first = number_from("MUSTER_LAW_FIRST", 1), sets = number_from("MUSTER_LAW_SETS", 1000);
  for (std::uint64_t seed = first; seed < first + sets; ++seed) {
    const auto set = generators::random_set(seed);
    EngineWorld world(static_cast<std::uint32_t>(1 + seed % 7));
    world.feed(generators::shuffled(set.copies, seed), seed, set.moments.back());
    if (seed % 2 == 0) world.fire_timers(set.moments.back());
    // Now or later: what time alone has ended since is no difference.
    const VerifyReport report = verified(world, set.moments.back() + std::chrono::hours{seed % 3 * 20});
    ASSERT_EQ(report.differing, 0U) << "seed " << seed << "\n" << text_of(report) << stories::to_text(set.copies);
    events += report.events;
    rows += report.rows;
  }
  EXPECT_GT(events, sets);
  EXPECT_GT(rows, sets);
}

// One who is still in, one who was outside where the visit should be and has gone, one who moved.
std::vector<reference::Copy> a_day() {
  using namespace stories;
  return tell({check_in("a", "worklog", at("08:00")).id("1"),
               check_in("b", "visit", at("08:10")).id("2").place("7", 52.5, 13.4, 100).position(52.6, 13.4),
               location("b", at("08:20"), 52.5, 13.4).id("3"),
               check_in("b", "visit", at("08:30")).id("7").place("7", 52.5, 13.4, 100).position(52.5, 13.4), check_out("b", at("09:00")).id("4").position(52.5, 13.4),
               check_in("p", "pc", at("09:00")).id("5"), ping("p", at("09:01")).id("6")});
}

// Locations are taken as stored.
bool is_derived(Family f, std::string_view value) {
  if (f == Family::timers || f == Family::mentions) return true;
  return !value.empty() && (f != Family::trail || projections::decode_trail_fix(value)->source == projections::FixSource::check_in);
}

// Changes the first derived row of the family, or takes it away, and says what is found then.
VerifyReport after_damage(Family f, std::optional<std::string> by) {
  EngineWorld world;
  const Timestamp now = stories::at("10:00");
  world.feed(a_day(), 7, now);
  std::string key;
  world.store->snapshot()->scan(f, {}, {}, [&](std::string_view k, std::string_view value) {
    if (!is_derived(f, value)) return true;
    key = std::string(k);
    return false;
  });
  EXPECT_FALSE(key.empty()) << projections::name_of(f);
  auto batch = world.store->batch();
  if (by) {
    batch->put(f, key, *by);
  } else {
    batch->erase(f, key);
  }
  EXPECT_TRUE(world.store->commit(std::move(batch)).ok());
  return verified(world, now);
}

TEST(Verify, ALostRowIsFound) {
  for (const Family f : {Family::sessions, Family::ids, Family::starts, Family::active, Family::days, Family::marks, Family::timers,
                         Family::identities, Family::mentions, Family::evidence, Family::trail, Family::hours,
                         Family::tenant_hours, Family::cover}) {
    const VerifyReport report = after_damage(f, std::nullopt);
    ASSERT_EQ(report.differing, 1U) << projections::name_of(f) << ": " << text_of(report);
    EXPECT_EQ(report.differences[0].family, f);
    EXPECT_EQ(report.differences[0].what, Difference::What::missing);
  }
}

TEST(Verify, AChangedRowIsFound) {
  for (const Family f : {Family::sessions, Family::ids, Family::starts, Family::active, Family::days, Family::marks, Family::identities,
                         Family::evidence, Family::trail, Family::hours, Family::tenant_hours, Family::cover}) {
    const VerifyReport report = after_damage(f, "other");
    ASSERT_EQ(report.differing, 1U) << projections::name_of(f) << ": " << text_of(report);
    EXPECT_EQ(report.differences[0].family, f);
    EXPECT_EQ(report.differences[0].what, Difference::What::other);
  }
}

TEST(Verify, ARowOfNoEventIsFound) {
  EngineWorld world;
  auto batch = world.store->batch();
  const auto scope = projections::keys::scope(0, Tenant{"default"}, SubjectId{"ghost"});
  batch->put(Family::sessions, projections::keys::session(scope, SessionId{"s"}), "row");
  batch->put(Family::ids, "entry", "");
  ASSERT_TRUE(world.store->commit(std::move(batch)).ok());
  const VerifyReport report = verified(world, {});
  ASSERT_EQ(report.differing, 2U) << text_of(report);
  EXPECT_EQ(report.differences[0].subject, SubjectId{"ghost"});
  EXPECT_EQ(report.differences[0].what, Difference::What::extra);
  EXPECT_EQ(report.differences[1].family, Family::ids);
}

// What became of an event is a row too.
TEST(Verify, AnotherOutcomeIsFound) {
  EngineWorld world;
  world.feed(a_day(), 7, stories::at("10:00"));
  std::string key;
  projections::HistoryRow row;
  world.store->snapshot()->scan(Family::history, {}, {}, [&](std::string_view k, std::string_view value) {
    key = std::string(k);
    row = *projections::decode_history(value);
    return false;
  });
  row.outcome = projections::Outcome::refreshed;
  auto batch = world.store->batch();
  batch->put(Family::history, key, projections::encode(row));
  ASSERT_TRUE(world.store->commit(std::move(batch)).ok());
  const VerifyReport report = verified(world, stories::at("10:00"));
  ASSERT_EQ(report.differing, 1U) << text_of(report);
  EXPECT_EQ(report.differences[0].family, Family::history);
}

// What late events are folded from.
TEST(Verify, AStateBetweenEventsThatIsNotTheirsIsFound) {
  const auto scope = projections::keys::scope(0, Tenant{"default"}, SubjectId{"ann"});
  const auto after = [&](const std::string& key, const std::string& value) {
    EngineWorld world(1);
    world.feed(a_day(), 7, stories::at("10:00"));
    EXPECT_TRUE(world.store->snapshot()->get(Family::checkpoints, key));
    auto batch = world.store->batch();
    batch->put(Family::checkpoints, key, value);
    EXPECT_TRUE(world.store->commit(std::move(batch)).ok());
    return verified(world, stories::at("10:00"));
  };
  for (const auto& [key, value] : {std::pair{projections::keys::checkpoint(scope, stories::at("08:10")), projections::encode(projections::Checkpoint{})},
                                   std::pair{projections::keys::subject_head(scope), projections::encode(projections::SubjectHead{})}}) {
    const VerifyReport report = after(key, value);
    ASSERT_EQ(report.differing, 1U) << text_of(report);
    EXPECT_EQ(report.differences[0].family, Family::checkpoints);
    EXPECT_EQ(report.differences[0].what, Difference::What::other);
  }
}

// A stopped server's state shows who was in when it was stopped.
TEST(Verify, WhatTimeAloneHasEndedSinceIsNoDifference) {
  EngineWorld world;
  world.feed(a_day(), 7, stories::at("09:00"));
  const VerifyReport report = verified(world, stories::at("09:00") + std::chrono::hours{100});
  EXPECT_EQ(report.differing, 0U) << text_of(report);
}

TEST(Verify, AListingOfNoSessionIsFound) {
  for (const Family f : {Family::active, Family::days, Family::marks}) {
    EngineWorld world;
    world.feed(a_day(), 7, stories::at("10:00"));
    auto batch = world.store->batch();
    batch->put(f, "entry", "");
    ASSERT_TRUE(world.store->commit(std::move(batch)).ok());
    const VerifyReport report = verified(world, stories::at("10:00"));
    ASSERT_EQ(report.differing, 1U) << text_of(report);
    EXPECT_EQ(report.differences[0].family, f);
    EXPECT_EQ(report.differences[0].what, Difference::What::extra);
  }
}

TEST(Verify, AnUnreadableEventStopsIt) {
  EXPECT_THROW(after_damage(Family::history, "rubbish"), projections::ReadFailure);
}

}  // namespace
}  // namespace muster::processors
