// The daily report, its files, and that it says what the hours say.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/api/api_world.h"

namespace muster::api {
namespace {

using namespace stories;

// Of 2026-03-02: Ann works from the night into it, and is back; Bob visits; Cat leaves the day after.
void fill(ApiWorld& world) {
  world.take_in({check_in("a1", "worklog", at("2026-03-01T22:00:00Z")).subject("ann"),
                 check_out("a1", at("06:00")).subject("ann"), check_in("a2", "worklog", at("09:00")).subject("ann"),
                 check_out("a2", at("10:30")).subject("ann"),
                 check_in("b1", "visit", at("09:00")).subject("bob").place("7", 52.52, 13.405, 100).position(52.6, 13.405),
                 check_out("b1", at("09:30")).subject("bob"), check_in("c1", "worklog", at("23:00")).subject("cat")});
}

TEST(DailyReport, SaysWhoWasHere) {
  ApiWorld world("2026-03-03T01:00:00Z");
  fill(world);
  const auto report = world.json("/v1/reports/daily?date=2026-03-02&tz=UTC");
  EXPECT_EQ(report["date"], "2026-03-02");
  ASSERT_EQ(report["items"].size(), 3u);
  const auto& ann = report["items"][0];
  EXPECT_EQ(ann["subject"], "ann");
  EXPECT_EQ(ann["first_in"], "2026-03-01T22:00:00.000Z");
  EXPECT_EQ(ann["last_out"], "2026-03-02T10:30:00.000Z");
  EXPECT_EQ(ann["hours"], 7.5);
  EXPECT_EQ(ann["sessions"], 2);
  EXPECT_EQ(ann["visits"], 0);
  const auto& bob = report["items"][1];
  EXPECT_EQ(bob["visits"], 1);
  EXPECT_EQ(bob["flags"], nlohmann::json::array({"outside_place"}));
  EXPECT_TRUE(report["items"][2]["last_out"].is_null());
  EXPECT_EQ(report["items"][2]["hours"], 1.0);
}

TEST(DailyReport, AMonthOfManyIsOneReport) {
  constexpr int kPeople = 1'100, kTimes = 60;  // more sessions than any list of them has
  ApiWorld world("2026-03-31T01:00:00Z");
  std::vector<Told> events;
  for (int one = 0; one < kPeople; ++one) {
    const std::string who = fmt::format("p{}", one);
    for (int day = 0; day < kTimes; ++day) {
      const std::string id = fmt::format("{}-{}", who, day);
      const std::string date = fmt::format("2026-03-{:02}T{:02}:00:00Z", 1 + day / 2, 8 + 4 * (day % 2));
      events.push_back(check_in(id, "worklog", at(date)).subject(who));
      events.push_back(check_out(id, at(date) + std::chrono::hours{1}).subject(who));
    }
    world.take_in(std::move(events));
    events.clear();
  }
  const auto report = world.json("/v1/reports/monthly?month=2026-03");
  ASSERT_EQ(report["items"].size(), kPeople);
  EXPECT_EQ(report["items"][0]["sessions"], kTimes);
  EXPECT_EQ(report["items"][0]["hours"], kTimes);
}

TEST(DailyReport, SaysWhatTheHoursSayInAnyZone) {
  ApiWorld world("2026-03-03T01:00:00Z");
  fill(world);
  for (const std::string zone : {"UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"}) {
    for (const std::string date : {"2026-03-01", "2026-03-02", "2026-03-03"}) {
      const auto report = world.json("/v1/reports/daily?date=" + date + "&tz=" + zone);
      for (const std::string who : {"ann", "bob", "cat"}) {
        const auto hours = world.json("/v1/subjects/" + who + "/hours?from=2026-02-27T00:00:00Z&tz=" + zone);
        double told = 0, counted = 0;
        for (const auto& row : hours["items"]) {
          if (row["label"] == date) counted = row["seconds"].get<double>() / 3600;
        }
        for (const auto& row : report["items"]) {
          if (row["subject"] == who) told = row["hours"].get<double>();
        }
        EXPECT_NEAR(told, counted, 1e-4) << who << " " << date << " " << zone;
      }
    }
  }
}

TEST(DailyReport, ADateIsAsLongAsItsZoneHasIt) {
  ApiWorld world("2026-10-26T12:00:00Z");
  world.take_in({check_in("a1", "worklog", at("2026-10-24T00:00:00Z")).subject("ann"),
                 check_out("a1", at("2026-10-26T10:00:00Z")).subject("ann")});
  EXPECT_EQ(world.json("/v1/reports/daily?date=2026-10-25&tz=Europe/Berlin")["items"][0]["hours"], 25.0);
  EXPECT_EQ(world.json("/v1/reports/daily?date=2026-10-25&tz=UTC")["items"][0]["hours"], 24.0);
}

TEST(MonthlyReport, SaysWhatTheHoursSayInAnyZone) {
  ApiWorld world("2026-04-02T01:00:00Z");
  fill(world);
  world.take_in({check_in("a9", "worklog", at("2026-03-31T20:00:00Z")).subject("ann"), check_out("a9", at("2026-04-01T04:00:00Z")).subject("ann")});
  for (const std::string zone : {"UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"}) {
    for (const std::string month : {"2026-02", "2026-03", "2026-04"}) {
      const auto report = world.json("/v1/reports/monthly?month=" + month + "&tz=" + zone);
      EXPECT_EQ(report["month"], month);
      for (const std::string who : {"ann", "bob", "cat"}) {
        const auto hours = world.json("/v1/subjects/" + who + "/hours?from=2026-02-01T00:00:00Z&group_by=month&tz=" + zone);
        double told = 0, counted = 0;
        for (const auto& row : hours["items"]) {
          if (row["label"] == month) counted = row["seconds"].get<double>() / 3600;
        }
        for (const auto& row : report["items"]) {
          if (row["subject"] == who) told = row["hours"].get<double>();
        }
        EXPECT_NEAR(told, counted, 1e-4) << who << " " << month << " " << zone;
      }
    }
  }
}

TEST(MonthlyReport, OfADepartmentAndAsAFile) {
  ApiWorld world("2026-03-05T01:00:00Z");
  fill(world);
  world.set_subject("ann", R"({"department":"north/day"})");
  world.set_subject("bob", R"({"department":"northern"})");
  const auto report = world.json("/v1/reports/monthly?department=north&tz=UTC");
  EXPECT_EQ(report["month"], "2026-03") << "that of as_of";
  ASSERT_EQ(report["items"].size(), 1u);
  EXPECT_EQ(report["items"][0]["subject"], "ann");
  EXPECT_EQ(report["items"][0]["sessions"], 2);
  EXPECT_EQ(world.json("/v1/reports/daily?date=2026-03-02&department=northern")["items"][0]["subject"], "bob");
  const auto csv = world.get("/v1/reports/monthly?month=2026-03&format=csv");
  const auto disposition = std::pair<std::string, std::string>{"Content-Disposition", "attachment; filename=\"muster-monthly-2026-03.csv\""};
  EXPECT_NE(std::find(csv.headers.begin(), csv.headers.end(), disposition), csv.headers.end());
  for (const char* month : {"now", "2026-13", "2026-3", "2026-03-01", "0000-01"}) {
    EXPECT_EQ(world.code(fmt::format("/v1/reports/monthly?month={}", month)), "400 bad_parameter /month") << month;
  }
}

TEST(DailyReport, FaultsAreNamed) {
  ApiWorld world("12:00");
  for (const char* date : {"today", "2026-02-29", "2026-3-02", "2026-03-02T00:00:00Z", "0000-01-01"}) {
    EXPECT_EQ(world.code(fmt::format("/v1/reports/daily?date={}", date)), "400 bad_parameter /date");
  }
  EXPECT_EQ(world.code("/v1/reports/daily?date=2026-03-02&tz=Mars/Base"), "422 unknown_zone /tz");
  EXPECT_EQ(world.code("/v1/reports/daily?day=2026-03-02"), "400 unknown_parameter /day");
}

TEST(DailyReport, AFileHasItsNameAndItsRows) {
  ApiWorld world("2026-03-03T01:00:00Z");
  fill(world);
  const auto csv = world.get("/v1/reports/daily?date=2026-03-02&tz=Europe/Berlin&format=csv");
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8; header=present");
  EXPECT_NE(csv.body.find("\r\nbob,,,,2026-03-02T10:00:00.000+01:00,2026-03-02T10:30:00.000+01:00,0.5,1,1,outside_place\r\n"),
            std::string::npos) << csv.body;
  const auto disposition = std::pair<std::string, std::string>{"Content-Disposition", "attachment; filename=\"muster-daily-2026-03-02.csv\""};
  EXPECT_NE(std::find(csv.headers.begin(), csv.headers.end(), disposition), csv.headers.end());
  const auto xlsx = world.get("/v1/reports/daily?date=2026-03-02", {{"accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}});
  EXPECT_EQ(xlsx.status, 200);
  EXPECT_EQ(xlsx.body.substr(0, 2), "PK");
  EXPECT_EQ(world.get("/v1/reports/daily?date=2026-03-02&format=csv", {{"accept", "application/json"}}).body.substr(0, 3), "\xEF\xBB\xBF");
}

TEST(DailyReport, ListsAsFilesAreWhole) {
  ApiWorld world("2026-03-03T01:00:00Z");
  fill(world);
  const auto csv = world.get("/v1/sessions?format=csv");
  EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 5);
  EXPECT_EQ(world.code("/v1/sessions?format=csv&limit=5"), "400 bad_parameter /limit");
  const auto hours = world.get("/v1/subjects/ann/hours?format=csv&from=2026-03-01T00:00:00Z");
  EXPECT_NE(hours.body.find("ann,,,,2026-03-02,2026-03-02T00:00:00.000Z,2026-03-03T00:00:00.000Z,7.5,27000,\r\n"), std::string::npos) << hours.body;
  EXPECT_EQ(world.get("/v1/hours?format=csv&from=2026-03-01T00:00:00Z").status, 200);
}

}  // namespace
}  // namespace muster::api
