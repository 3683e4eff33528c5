// A store proves itself: whatever it was told, in whatever order; and a changed row is found.
#include "processors/verify.h"

#include <gtest/gtest.h>

#include "projections/codec.h"
#include "projections/family.h"
#include "tests/processors/engine_world.h"
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
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const auto set = generators::random_set(seed);
    EngineWorld world(static_cast<std::uint32_t>(1 + seed % 7));
    world.feed(generators::shuffled(set.copies, seed), seed, set.moments.back());
    world.fire_timers(set.moments.back());
    const VerifyReport report = verified(world, set.moments.back());
    ASSERT_EQ(report.differing, 0U) << "seed " << seed << "\n" << text_of(report) << stories::to_text(set.copies);
    events += report.events;
    rows += report.rows;
  }
  EXPECT_GT(events, 1000U);
  EXPECT_GT(rows, 1000U);
}

// Changes the first row of the family, or takes it away, and says what is found then.
VerifyReport after_damage(Family f, std::optional<std::string> by) {
  const auto set = generators::random_set(7);
  EngineWorld world;
  world.feed(set.copies, 7, set.moments.back());
  std::string key;
  world.store->snapshot()->scan(f, {}, {}, [&](std::string_view k, std::string_view value) {
    if (value.empty()) return true;
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
  return verified(world, set.moments.back());
}

TEST(Verify, ALostRowIsFound) {
  for (const Family f : {Family::sessions, Family::ids, Family::starts, Family::hours, Family::tenant_hours}) {
    const VerifyReport report = after_damage(f, std::nullopt);
    ASSERT_EQ(report.differing, 1U) << text_of(report);
    EXPECT_EQ(report.differences[0].family, f);
    EXPECT_EQ(report.differences[0].what, Difference::What::missing);
  }
}

TEST(Verify, AChangedRowIsFound) {
  for (const Family f : {Family::sessions, Family::ids, Family::starts, Family::hours, Family::tenant_hours}) {
    const VerifyReport report = after_damage(f, "other");
    ASSERT_EQ(report.differing, 1U) << text_of(report);
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

TEST(Verify, AnUnreadableEventStopsIt) {
  EXPECT_THROW(after_damage(Family::history, "rubbish"), projections::ReadFailure);
}

}  // namespace
}  // namespace muster::processors
