#include <gtest/gtest.h>

#include "tests/api/api_world.h"

namespace muster::api {
namespace {

using namespace stories;

void fill(ApiWorld& world) {
  world.take_in({check_in("a", "worklog", at("08:00")).subject("ann"), check_out("a", at("09:20")).subject("ann"),
                 check_in("b", "visit", at("08:50")).subject("bob").place("7", 52.52, 13.405, 100).position(52.52, 13.405),
                 check_out("b", at("10:00")).subject("bob"),
                 check_in("c", "worklog", at("09:05")).subject("cat")});
}

constexpr const char* kDay = "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z";

TEST(Rollups, TenantHoursStandByKindAndPlace) {
  ApiWorld world("10:07");
  fill(world);
  const auto hours = world.json(std::string("/v1/hours?group_by=date&") + kDay);
  EXPECT_EQ(hours["as_of"], "2026-03-02T10:00:00.000Z");
  EXPECT_EQ(hours["total_s"], 80 * 60 + 70 * 60 + 55 * 60);
  ASSERT_EQ(hours["items"].size(), 2u);
  EXPECT_EQ(hours["items"][0], nlohmann::json::parse(R"({"label":"2026-03-02","start":"2026-03-02T00:00:00.000Z",
      "end":"2026-03-03T00:00:00.000Z","seconds":4200,"kind":"visit","place":"7","started":1,"ended":{},"subjects":null})"));
  EXPECT_EQ(hours["items"][1]["kind"], "worklog");
  EXPECT_TRUE(hours["items"][1]["place"].is_null());
  EXPECT_EQ(hours["items"][1]["started"], 2);
  EXPECT_EQ(hours["items"][1]["ended"], nlohmann::json::parse(R"({"checkout":1})"));
}

TEST(Rollups, TenantHoursCanBeNarrowedAndJoined) {
  ApiWorld world("10:20");
  fill(world);
  EXPECT_EQ(world.json(std::string("/v1/hours?group_by=total&kind=visit&") + kDay)["total_s"], 4200);
  EXPECT_EQ(world.json(std::string("/v1/hours?group_by=total&place=7&") + kDay)["total_s"], 4200);
  const auto joined = world.json(std::string("/v1/hours?group_by=total&split_by=&") + kDay);
  ASSERT_EQ(joined["items"].size(), 1u);
  EXPECT_FALSE(joined["items"][0].contains("kind"));
  EXPECT_EQ(joined["items"][0]["started"], 3);
  EXPECT_EQ(joined["items"][0]["ended"], nlohmann::json::parse(R"({"checkout":2})"));
}

TEST(Rollups, OccupancyIsWhoIsInAtEachQuarter) {
  ApiWorld world("09:50");
  fill(world);
  const auto in = world.json("/v1/occupancy?kind=worklog&from=2026-03-02T08:45:00Z&to=2026-03-02T09:45:00Z");
  EXPECT_EQ(in["as_of"], "2026-03-02T09:45:00.000Z");
  EXPECT_EQ(in["items"], nlohmann::json::parse(R"([
      {"start":"2026-03-02T08:45:00.000Z","kind":"worklog","place":null,"in":1},
      {"start":"2026-03-02T09:00:00.000Z","kind":"worklog","place":null,"in":1},
      {"start":"2026-03-02T09:15:00.000Z","kind":"worklog","place":null,"in":2},
      {"start":"2026-03-02T09:30:00.000Z","kind":"worklog","place":null,"in":1}])"));
  EXPECT_EQ(world.code("/v1/occupancy?from=2026-03-02T08:44:00Z"), "422 unaligned_range /from");
  EXPECT_EQ(world.code("/v1/occupancy?tz=UTC"), "400 unknown_parameter /tz");
}

TEST(Rollups, TooManyRowsAreRefused) {
  ApiWorld world("2026-03-05T00:00:00Z");
  world.take_in({check_in("a", "worklog", at("2025-10-01T00:00:00Z")).subject("ann")});
  const std::string range = "from=2025-10-01T00:00:00Z&to=2026-03-05T00:00:00Z";
  EXPECT_EQ(world.code("/v1/occupancy?" + range), "422 too_many_rows");
  EXPECT_EQ(world.json("/v1/occupancy?kind=visit&" + range)["items"].size(), 0u);
  EXPECT_EQ(world.json("/v1/hours?group_by=hour&" + range)["items"].size(), 155u * 24);
}

// Two stays of ann in one hour, one of them with bob at the same place; cat comes later, and is in.
void fill_with_crowds(ApiWorld& world) {
  const auto at_seven = [](Told told) { return told.place("7", 52.52, 13.405, 100).position(52.52, 13.405); };
  world.take_in({check_in("a", "worklog", at("08:00")).subject("ann"), check_out("a", at("08:20")).subject("ann"),
                 at_seven(check_in("b", "visit", at("08:25")).subject("ann")), check_out("b", at("08:50")).subject("ann"),
                 at_seven(check_in("c", "visit", at("08:10")).subject("bob")), check_out("c", at("09:20")).subject("bob"),
                 check_in("d", "worklog", at("09:35")).subject("cat")});
}

// "08 visit 7: 2", and so on.
std::vector<std::string> subjects_by_hour(ApiWorld& world, const std::string& query) {
  std::vector<std::string> lines;
  const auto hours = world.json("/v1/hours?group_by=hour&" + query);
  for (const auto& item : hours["items"]) {
    std::string line = item["start"].get<std::string>().substr(11, 5);
    for (const char* name : {"kind", "place"}) {
      if (item.contains(name)) line += " " + (item[name].is_null() ? "-" : item[name].get<std::string>());
    }
    lines.push_back(line + ": " + item["subjects"].dump());
  }
  return lines;
}

TEST(Rollups, SubjectsAreCountedOnceAnHourHoweverTheyAreTold) {
  ApiWorld world("10:20");
  fill_with_crowds(world);
  using Lines = std::vector<std::string>;
  const std::string day = kDay;
  EXPECT_EQ(subjects_by_hour(world, day), (Lines{"08:00 visit 7: 2", "08:00 worklog -: 1", "09:00 visit 7: 1",
                                                 "09:00 worklog -: 1", "10:00 worklog -: 1"}));
  EXPECT_EQ(subjects_by_hour(world, day + "&split_by=kind"), (Lines{"08:00 visit: 2", "08:00 worklog: 1", "09:00 visit: 1",
                                                                    "09:00 worklog: 1", "10:00 worklog: 1"}));
  EXPECT_EQ(subjects_by_hour(world, day + "&split_by="), (Lines{"08:00: 2", "09:00: 2", "10:00: 1"}));
  EXPECT_EQ(subjects_by_hour(world, day + "&split_by=&kind=visit"), (Lines{"08:00: 2", "09:00: 1"}));
  EXPECT_EQ(subjects_by_hour(world, day + "&split_by=kind&place=7"), (Lines{"08:00 visit: 2", "09:00 visit: 1"}));
  EXPECT_EQ(subjects_by_hour(world, day + "&split_by=place&kind=visit"), (Lines{"08:00 7: 2", "09:00 7: 1"}));
}

TEST(Rollups, SubjectsAreNullWhereTheyAreNotKept) {
  ApiWorld world("10:20");
  fill_with_crowds(world);
  using Lines = std::vector<std::string>;
  const std::string day = kDay;
  EXPECT_EQ(subjects_by_hour(world, day + "&split_by=place&place=7"), (Lines{"08:00 7: null", "09:00 7: null"}));
  EXPECT_EQ(subjects_by_hour(world, day + "&split_by=&kind=visit&tz=Asia/Kathmandu"),
            (Lines{"07:15: null", "08:15: null", "09:15: null"}));
  EXPECT_EQ(subjects_by_hour(world, day + "&split_by=&kind=visit&tz=Europe/Berlin"), (Lines{"08:00: 2", "09:00: 1"}));
  // Who came in the first quarter may have left in it.
  EXPECT_EQ(subjects_by_hour(world, "split_by=&from=2026-03-02T08:15:00Z&to=2026-03-02T09:15:00Z"),
            (Lines{"08:15: null", "09:00: 1"}));
  for (const char* group : {"date", "month", "total"}) {
    EXPECT_TRUE(world.json("/v1/hours?split_by=&group_by=" + (group + ("&" + day)))["items"][0]["subjects"].is_null());
  }
}

TEST(Rollups, WhoIsThereWithoutBeingCountedIsASubject) {
  ApiWorld world("10:20");
  Policy silent;
  silent.counts = false;
  world.take_in({check_in("a", "guard", at("08:00")).subject("ann").policy(silent), check_out("a", at("10:00")).subject("ann")});
  EXPECT_EQ(subjects_by_hour(world, std::string(kDay) + "&kind=guard"),
            (std::vector<std::string>{"08:00 guard -: 1", "09:00 guard -: 1", "10:00 guard -: 0"}));
}

}  // namespace
}  // namespace muster::api
