// GET /v1/subjects, /v1/places, /v1/devices, /v1/places/nearby.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/api/api_world.h"
#include "tests/processors/directory_world.h"

namespace muster::api {
namespace {

using access::Role;
using Ids = std::vector<std::string>;

struct Lists : ApiWorld {
  Lists() : ApiWorld("12:00") {
    put(DirectoryType::subject, "1", R"({"department":"north/day","email":"zoe@example.org","first_name":"Zoë","role":"supervisor"})");
    put(DirectoryType::subject, "2", R"({"department":"north","first_name":"Jürgen","login":"jm"})");
    put(DirectoryType::subject, "3", R"({"department":"south","first_name":"Jürgen"})");
    put(DirectoryType::place, "41", R"({"lat":52.52,"lon":13.405,"name":"Depot","radius_m":100})");
    put(DirectoryType::place, "42", R"({"lat":52.53,"lon":13.405,"name":"Café Nord","radius_m":100})");
    put(DirectoryType::device, "d", R"({"department":"north","name":"Gate","type":"terminal"})");
  }
  void put(DirectoryType type, std::string_view id, std::string_view record) {
    ASSERT_TRUE(processors::put(directory, type, id, record).ok());
  }
  Ids ids(std::string_view target) {
    Ids all;
    const auto answer = json(target);
    for (const auto& item : answer["items"]) {
      for (const char* name : {"subject", "place_id", "device_id"}) {
        if (item.contains(name)) all.push_back(item[name]);
      }
    }
    return all;
  }
  void be(Role role, const char* subject, const char* department) {
    credentials.who = access::Principal{Tenant{"default"}, {role}, SubjectId{subject}, department, subject};
  }
};

TEST(DirectoryLists, FiltersAndSearch) {
  Lists world;
  EXPECT_EQ(world.ids("/v1/subjects"), (Ids{"1", "2", "3"}));
  EXPECT_EQ(world.ids("/v1/subjects?q=J%C3%BCr"), (Ids{"2", "3"}));
  EXPECT_EQ(world.ids("/v1/subjects?q=jur&department=north"), Ids{"2"});
  EXPECT_EQ(world.ids("/v1/subjects?role=supervisor"), Ids{"1"});
  EXPECT_EQ(world.ids("/v1/subjects?role=user"), (Ids{"2", "3"})) << "whoever has no role";
  EXPECT_EQ(world.ids("/v1/subjects?email=Zoe@Example.org"), Ids{"1"});
  EXPECT_EQ(world.ids("/v1/subjects?login=jm"), Ids{"2"});
  EXPECT_EQ(world.ids("/v1/places?q=cafe"), Ids{"42"});
  EXPECT_EQ(world.ids("/v1/devices?type=terminal&department=north"), Ids{"d"});
  EXPECT_EQ(world.ids("/v1/devices?type=phone"), Ids{});
  EXPECT_EQ(world.json("/v1/subjects?limit=1&count=true")["count"], 3);
  EXPECT_EQ(world.json("/v1/places?q=depot")["items"][0],
            nlohmann::json::parse(R"({"place_id":"41","lat":52.52,"lon":13.405,"name":"Depot","radius_m":100})"));
}

TEST(DirectoryLists, PagesByCursor) {
  Lists world;
  Ids all;
  std::string target = "/v1/subjects?limit=2";
  int pages = 0;
  for (auto page = world.json(target); ++pages < 10; page = world.json(target)) {
    for (const auto& item : page["items"]) all.push_back(item["subject"]);
    if (page["next_cursor"].is_null()) break;
    target = fmt::format("/v1/subjects?limit=2&cursor={}", page["next_cursor"].get<std::string>());
  }
  EXPECT_EQ(all, (Ids{"1", "2", "3"}));
  EXPECT_EQ(pages, 2);
  const std::string cursor = world.json("/v1/subjects?limit=1&q=jur")["next_cursor"];
  EXPECT_EQ(world.ids("/v1/subjects?cursor=" + cursor), Ids{"3"}) << "the filters are in the cursor";
  EXPECT_EQ(world.code("/v1/subjects?q=zoe&cursor=" + cursor), "400 bad_cursor /cursor");
  EXPECT_EQ(world.code("/v1/places?cursor=" + cursor), "400 bad_cursor /cursor");
  world.credentials.who.tenant = Tenant{"other"};
  EXPECT_EQ(world.code("/v1/subjects?cursor=" + cursor), "400 bad_cursor /cursor");
  EXPECT_EQ(world.ids("/v1/subjects"), Ids{});
}

TEST(DirectoryLists, TheTagStaysWhileTheListDoes) {
  Lists world;
  const auto etag = [&] {
    for (const auto& [name, value] : world.get("/v1/subjects?limit=2").headers) {
      if (name == "ETag") return value;
    }
    return std::string{};
  };
  const std::string before = etag();
  world.wall.time += std::chrono::seconds{5};
  EXPECT_EQ(etag(), before);
  EXPECT_EQ(world.get("/v1/subjects?limit=2", {{"if-none-match", before}}).status, 304);
  world.put(DirectoryType::subject, "2", "{}");
  EXPECT_NE(etag(), before);
}

TEST(DirectoryLists, SupervisorsSeeTheirDepartment) {
  Lists world;
  world.be(Role::supervisor, "2", "north");
  EXPECT_EQ(world.ids("/v1/subjects"), (Ids{"1", "2"}));
  EXPECT_EQ(world.ids("/v1/subjects?q=jur"), Ids{"2"});
  EXPECT_EQ(world.ids("/v1/subjects?department=south"), Ids{});
  EXPECT_EQ(world.json("/v1/subjects?count=true")["count"], 2);
  EXPECT_EQ(world.ids("/v1/devices"), Ids{"d"});
  EXPECT_EQ(world.ids("/v1/places"), (Ids{"41", "42"}));
  world.be(Role::supervisor, "3", "north");
  EXPECT_EQ(world.ids("/v1/subjects"), (Ids{"1", "2", "3"})) << "itself, wherever its record says";
  world.be(Role::supervisor, "3", "");
  EXPECT_EQ(world.ids("/v1/subjects"), Ids{"3"});
  EXPECT_EQ(world.ids("/v1/devices"), Ids{});
  world.be(Role::user, "2", "north");
  EXPECT_EQ(world.code("/v1/subjects"), "403 forbidden");
  EXPECT_EQ(world.code("/v1/devices"), "403 forbidden");
  EXPECT_EQ(world.ids("/v1/places"), (Ids{"41", "42"}));
  world.be(Role::model, "", "");
  EXPECT_EQ(world.code("/v1/places"), "403 forbidden");
  EXPECT_EQ(world.code("/v1/places/nearby?lat=1&lon=1&radius_m=1"), "403 forbidden");
}

TEST(DirectoryLists, TheNearestFirst) {
  Lists world;
  const auto near = world.json("/v1/places/nearby?lat=52.5205&lon=13.405&radius_m=5000");
  ASSERT_EQ(near["items"].size(), 2u);
  EXPECT_EQ(near["items"][0]["place_id"], "41");
  EXPECT_NEAR(near["items"][0]["distance_m"].get<double>(), 55.6, 0.1);
  EXPECT_EQ(near["items"][1]["place_id"], "42");
  EXPECT_EQ(world.ids("/v1/places/nearby?lat=52.5205&lon=13.405&radius_m=100"), Ids{"41"});
  EXPECT_EQ(world.ids("/v1/places/nearby?lat=52.5205&lon=13.405&radius_m=5000&limit=1"), Ids{"41"});
  EXPECT_EQ(world.ids("/v1/places/nearby?lat=-52.5&lon=13.405&radius_m=1000000"), Ids{});
}

TEST(DirectoryLists, WhatCannotBeAsked) {
  Lists world;
  EXPECT_EQ(world.code("/v1/places/nearby"), "400 bad_parameter /lat");
  EXPECT_EQ(world.code("/v1/places/nearby?lat=1&lon=x&radius_m=1"), "400 bad_parameter /lon");
  EXPECT_EQ(world.code("/v1/places/nearby?lat=1&lon=nan&radius_m=1"), "400 bad_parameter /lon");
  EXPECT_EQ(world.code("/v1/places/nearby?lat=91&lon=1&radius_m=1"), "422 out_of_range /lat");
  EXPECT_EQ(world.code("/v1/places/nearby?lat=1&lon=1&radius_m=2000000"), "422 out_of_range /radius_m");
  EXPECT_EQ(world.code("/v1/subjects?limit=1001"), "422 out_of_range /limit");
  EXPECT_EQ(world.code("/v1/subjects?type=terminal"), "400 unknown_parameter /type");
  EXPECT_EQ(world.code("/v1/subjects?q=a&q=b"), "400 repeated_parameter /q");
  EXPECT_EQ(world.code("/v1/subjects?role="), "422 out_of_range /role");
  EXPECT_EQ(world.code("/v1/subjects?role=usr"), "400 bad_parameter /role");
}

}  // namespace
}  // namespace muster::api
