// What fixes say is kept with the session: in order without a look at the trail, late from its day on.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>

#include "projections/keys.h"
#include "projections/queries.h"
#include "tests/processors/engine_world.h"
#include "tests/support/stories.h"

namespace muster::processors {
namespace {

namespace keys = projections::keys;
using projections::Family;
using stories::at;
using stories::Told;

const Timestamp kNow = at("+3 00:00");

// 0.01 degrees of latitude are 1,113 m; the place has a radius of 100 m.
constexpr double kHere = 52.5, kAway = 52.51, kFarAway = 53.5;

class Judged : public ::testing::Test {
 protected:
  void tell(std::vector<Told> story) {
    for (Told& told : story) told.id(fmt::format("e{}", ++told_));
    std::vector<reference::Copy> copies;
    for (const Told& told : story) copies.push_back(stories::copy_of(told.event));
    world_.take(copies);
    world_.flush(kNow);
  }
  void check_in() {
    tell({stories::check_in("a", "worklog", at("08:00")).place("p", kHere, 13.4, 100).position(kHere, 13.4)});
  }
  Told seen(std::string_view t, double lat) { return stories::location("a", at(t), lat, 13.4); }

  // As retention does, of fixes before t.
  void forget_trail(Timestamp t) {
    auto batch = world_.store->batch();
    const keys::Scope scope = keys::scope(0, Tenant{"default"}, SubjectId{"ann"});
    world_.store->latest()->scan(Family::trail, keys::trail_of(scope, SessionId{"a"}),
                                 keys::trail(scope, SessionId{"a"}, t, 0), [&](std::string_view key, std::string_view) {
                                   batch->erase(Family::trail, key);
                                   return true;
                                 });
    ASSERT_TRUE(world_.store->commit(std::move(batch)));
  }

  std::string flags() const {
    const auto reads = world_.store->snapshot();
    const auto shown = projections::show_session(*reads, Tenant{"default"}, {0, SubjectId{"ann"}, SessionId{"a"}}, kNow);
    std::string text;
    for (const auto& flag : shown->view.flags) {
      if (flag.name == projections::FlagName::long_running) continue;
      text += fmt::format("{}{}@{}", text.empty() ? "" : " ", name_of(flag.name), stories::clock_text(flag.since));
    }
    return text;
  }

  EngineWorld world_;
  int told_ = 0;
};

TEST_F(Judged, InOrderTheTrailIsNotLookedAt) {
  check_in();
  tell({seen("08:10", kHere), seen("08:20", kAway)});
  EXPECT_EQ(flags(), "left_place@03-02 08:20");
  forget_trail(kNow);
  tell({seen("08:21", kFarAway)});  // 110 km in a minute from the one that the trail has no more
  EXPECT_EQ(flags(), "left_place@03-02 08:20 impossible_speed@03-02 08:21");
}

TEST_F(Judged, LateFixesAreJudgedFromTheirDay) {
  check_in();
  tell({seen("08:20", kAway), seen("+1 09:00", kHere), seen("+1 10:00", kHere)});
  forget_trail(at("+1 00:00"));
  tell({seen("+1 09:30", kFarAway)});  // 110 km in half an hour there, and back
  EXPECT_EQ(flags(), "left_place@03-02 08:20 impossible_speed@03-03 09:30");
  tell({seen("+1 09:29", kAway)});
  EXPECT_EQ(flags(), "left_place@03-02 08:20 impossible_speed@03-03 09:30");
}

TEST_F(Judged, AFixBetweenTwoTakesTheirFlagBack) {
  check_in();
  tell({seen("08:10", kFarAway)});
  EXPECT_EQ(flags(), "left_place@03-02 08:10 impossible_speed@03-02 08:10");
  // 56 km from either, less the 60 km that it may be wrong by.
  tell({stories::location("a", at("08:05"), 53.0, 13.4, 60'000)});
  EXPECT_EQ(flags(), "left_place@03-02 08:10");
}

TEST_F(Judged, WhatCameAfterALateEndIsNoEvidence) {
  check_in();
  tell({seen("08:30", kAway)});
  EXPECT_EQ(flags(), "left_place@03-02 08:30");
  tell({stories::check_out("a", at("08:20"))});
  EXPECT_EQ(flags(), "");
}

TEST_F(Judged, ALocationThatFlagsIsAnnounced) {
  check_in();
  world_.announced.clear();
  tell({seen("08:10", kHere)});
  EXPECT_TRUE(world_.announced.empty());
  tell({seen("08:20", kAway)});
  ASSERT_EQ(world_.announced.size(), 1u);
  EXPECT_EQ(world_.announced[0].change, Change::flagged);
  EXPECT_NE(world_.announced[0].value.find("left_place"), std::string::npos);
  tell({seen("08:30", kAway)});
  EXPECT_EQ(world_.announced.size(), 1u);
}

}  // namespace
}  // namespace muster::processors
