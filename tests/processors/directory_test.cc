#include "processors/directory.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "processors/directory_nearby.h"
#include "projections/places.h"
#include "tests/processors/directory_world.h"

namespace muster::processors {
namespace {

std::string place_record(double lat, double lon) {
  return fmt::format(R"({{"lat":{},"lon":{},"name":"P","radius_m":50}})", lat, lon);
}

TEST(DirectoryMemory, IsCountedAndGivenBack) {
  Directory directory;
  EXPECT_EQ(directory.bytes(), 0u);
  ASSERT_TRUE(put(directory, DirectoryType::subject, "1", R"({"first_name":"Ann"})").ok());
  const std::uint64_t one = directory.bytes();
  EXPECT_GT(one, 20u);
  ASSERT_TRUE(put(directory, DirectoryType::subject, "1", R"({"first_name":"Ann"})").ok());
  EXPECT_EQ(directory.bytes(), one);
  ASSERT_TRUE(put(directory, DirectoryType::subject, "1", "{}").ok());
  EXPECT_LT(directory.bytes(), one);
  ASSERT_TRUE(erase(directory, DirectoryType::subject, "1").ok());
  ASSERT_TRUE(erase(directory, DirectoryType::subject, "1").ok());
  EXPECT_EQ(directory.bytes(), 0u);
  EXPECT_EQ(directory.size(), 0u);
}

TEST(DirectoryMemory, OverItsBoundNothingChangesAndSmallerIsTaken) {
  Directory directory(1'000);
  const std::string large = fmt::format(R"({{"first_name":"{}"}})", std::string(200, 'x'));
  int taken = 0;
  Status last = Done{};
  while (taken < 100 && (last = put(directory, DirectoryType::subject, fmt::format("{}", taken), large)).ok()) ++taken;
  ASSERT_GT(taken, 1);
  ASSERT_FALSE(last.ok());
  EXPECT_EQ(last.error().code, "directory_full");
  EXPECT_LE(directory.bytes(), 1'000u);
  EXPECT_FALSE(directory.has_room(1'000 - directory.bytes())) << "the door keeps some free";
  EXPECT_TRUE(Directory(1'000).has_room(900));
  EXPECT_FALSE(directory.find(kTenant, DirectoryType::subject, fmt::format("{}", taken)));
  EXPECT_TRUE(put(directory, DirectoryType::subject, "0", "{}").ok()) << "it takes less than before";
  EXPECT_TRUE(erase(directory, DirectoryType::subject, "1").ok());
  EXPECT_TRUE(put(directory, DirectoryType::subject, fmt::format("{}", taken), large).ok());
}

// Beside a plain map, over random writes.
TEST(DirectoryMemory, HoldsWhatAMapHolds) {
  Directory directory;
  std::map<std::string, std::string> plain;
  std::mt19937 random{3};
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = fmt::format("u{}", random() % 500);
    if (random() % 3 == 0) {
      plain.erase(id);
      ASSERT_TRUE(erase(directory, DirectoryType::subject, id).ok());
    } else {
      const std::string record = fmt::format(R"({{"first_name":"N{}","tz":"Europe/Berlin"}})", random() % 50);
      plain[id] = record;
      ASSERT_TRUE(put(directory, DirectoryType::subject, id, record).ok());
    }
  }
  const auto all = directory.list(kTenant, DirectoryType::subject, "", 1'000);
  ASSERT_EQ(all.size(), plain.size());
  ASSERT_EQ(directory.size(DirectoryType::subject), plain.size());
  std::map<std::string, std::set<std::string>> by_name;
  auto expected = plain.begin();
  for (const DirectoryEntry& entry : all) {
    EXPECT_EQ(entry.id, expected->first);
    EXPECT_EQ(entry.record, expected->second);
    by_name[entry.record].insert(entry.id);
    ++expected;
  }
  for (int name = 0; name < 50; ++name) {
    const auto ids = directory.ids_with(kTenant, DirectoryType::subject, word_range(fmt::format("n{}", name)), 1'000);
    const auto& meant = by_name[fmt::format(R"({{"first_name":"N{}","tz":"Europe/Berlin"}})", name)];
    // "n1" begins "n17" too.
    EXPECT_TRUE(std::includes(ids->begin(), ids->end(), meant.begin(), meant.end())) << name;
    if (name > 9) {
      EXPECT_EQ(ids->size(), meant.size()) << name;
    }
  }
}

struct Map {
  Directory directory;
  std::map<std::string, Place> plain;

  void add(const std::string& id, double lat, double lon) {
    ASSERT_TRUE(put(directory, DirectoryType::place, id, place_record(lat, lon)).ok());
    plain[id] = *directory.place(kTenant, id);
  }
  std::vector<std::pair<std::int64_t, std::string>> brute(double lat, double lon, double radius_m, std::size_t most) const {
    std::vector<std::pair<std::int64_t, std::string>> all;
    for (const auto& [id, place] : plain) {
      const std::int64_t d = projections::distance_cm(lat, lon, place.lat, place.lon);
      if (d <= projections::whole_cm(radius_m)) all.emplace_back(d, id);
    }
    std::sort(all.begin(), all.end());
    if (all.size() > most) all.resize(most);
    return all;
  }
  std::vector<std::pair<std::int64_t, std::string>> near(double lat, double lon, double radius_m, std::size_t most) const {
    std::vector<std::pair<std::int64_t, std::string>> found;
    for (const NearPlace& at : nearby(directory, kTenant, lat, lon, radius_m, most)) found.emplace_back(at.distance_cm, at.entry.id);
    return found;
  }
};

TEST(Nearby, EqualsBruteForceEverywhereOnEarth) {
  Map map;
  std::mt19937 random{11};
  std::uniform_real_distribution<double> lat(-90, 90), lon(-180, 180), near(-0.2, 0.2);
  const std::vector<std::pair<double, double>> centres{{52.5, 13.4}, {0, 179.99}, {-16.8, -179.95}, {89.95, 30}, {-89.99, 0}, {0.1, 0.1}};
  for (int i = 0; i < 600; ++i) {
    const auto& [x, y] = centres[static_cast<std::size_t>(i) % centres.size()];
    const double around_lat = std::clamp(x + near(random), -90.0, 90.0);
    double around_lon = y + near(random) * (std::abs(x) > 80 ? 900 : 1);
    if (around_lon > 180) around_lon -= 360;
    if (around_lon < -180) around_lon += 360;
    map.add(fmt::format("a{}", i), around_lat, around_lon);
    map.add(fmt::format("b{}", i), lat(random), lon(random));
  }
  map.add("pole", 90, 0);
  map.add("line", 0, 180);
  map.add("other side of the line", 0, -180);
  for (int i = 0; i < 120; ++i) {
    const auto& [x, y] = centres[static_cast<std::size_t>(i) % centres.size()];
    const bool anywhere = i % 4 == 0;
    const double at_lat = anywhere ? lat(random) : std::clamp(x + near(random), -90.0, 90.0);
    const double at_lon = anywhere ? lon(random) : std::clamp(y + near(random), -180.0, 180.0);
    const double radius = std::pow(10.0, 2 + 4 * std::uniform_real_distribution<double>(0, 1)(random));
    const std::size_t most = i % 3 == 0 ? 5 : 1'000;
    ASSERT_EQ(map.near(at_lat, at_lon, radius, most), map.brute(at_lat, at_lon, radius, most))
        << at_lat << " " << at_lon << " " << radius;
  }
}

TEST(Nearby, WhatMovedIsFoundWhereItIs) {
  Map map;
  map.add("7", 52.5, 13.4);
  map.add("7", 48.1, 11.5);
  EXPECT_TRUE(map.near(52.5, 13.4, 1'000, 10).empty());
  EXPECT_EQ(map.near(48.1, 11.5, 1'000, 10).size(), 1u);
  EXPECT_TRUE(nearby(map.directory, Tenant{"other"}, 48.1, 11.5, 1'000, 10).empty());
}

}  // namespace
}  // namespace muster::processors
