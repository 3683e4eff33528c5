// What of a session's trail counts, and how long it is there.
#include <gtest/gtest.h>

#include <algorithm>

#include "projections/session_history.h"
#include "tests/api/api_world.h"

namespace muster::api {
namespace {

using namespace stories;

TEST(Trail, ALocationThatDidNotCountIsNotJudged) {
  ApiWorld world("12:00");
  world.take_in({check_in("v", "worklog", at("08:00")).place("7", 52.5, 13.25, 100), location("v", at("08:10"), 52.6, 13.25),
                 check_out("v", at("10:00")), location("v", at("10:10"), 52.6, 13.25)});
  const auto trail = world.json("/v1/sessions/v/trail")["items"];
  ASSERT_EQ(trail.size(), 2u);
  EXPECT_EQ(trail[0]["outcome"], "counted");
  EXPECT_EQ(trail[0]["verdict"], "outside");
  EXPECT_EQ(trail[1]["outcome"], "ignored");
  EXPECT_TRUE(trail[1]["verdict"].is_null());
  EXPECT_TRUE(trail[1]["distance_m"].is_null());
}

TEST(Trail, IsGoneAfterItsTimeAndItsEvidenceStays) {
  ApiWorld world("12:00");
  world.take_in({check_in("v", "worklog", at("08:00")).place("7", 52.5, 13.25, 100), location("v", at("08:10"), 52.6, 13.25),
                 check_out("v", at("10:00"))});
  world.wall.time += projections::trail_kept() - std::chrono::hours{4};
  EXPECT_EQ(world.json("/v1/sessions/v/trail")["items"].size(), 1u);
  world.wall.time += std::chrono::hours{4};
  EXPECT_EQ(world.json("/v1/sessions/v/trail")["items"].size(), 0u);
  const auto events = world.json("/v1/sessions/v/events");  // a sign of life is left of it
  EXPECT_EQ(events["items"].size(), 3u);
  EXPECT_EQ(events.dump().find("52.6"), std::string::npos) << events;
  const auto flags = world.json("/v1/sessions/v")["flags"];
  EXPECT_TRUE(std::any_of(flags.begin(), flags.end(), [](const auto& f) { return f["flag"] == "left_place"; })) << flags;
}

}  // namespace
}  // namespace muster::api
