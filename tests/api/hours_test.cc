#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>
#include <random>

#include "tests/api/api_world.h"

namespace muster::api {
namespace {

using namespace stories;

std::map<std::string, double> by_label(const nlohmann::json& hours) {
  std::map<std::string, double> found;
  for (const auto& item : hours["items"]) found[item["label"]] += item["seconds"].get<double>();
  return found;
}

using Labels = std::map<std::string, double>;

// A worklog from one instant to another.
ApiWorld& work(ApiWorld& world, const char* from, const char* to) {
  static int sessions = 0;
  const std::string id = fmt::format("w{}", ++sessions);
  world.take_in({check_in(id, "worklog", at(from)), check_out(id, at(to))});
  return world;
}

TEST(Hours, TheAnswerIsAsDocumented) {
  ApiWorld world("2026-10-26T00:00:00Z");
  work(world, "2026-10-25T00:00:00Z", "2026-10-25T01:30:00Z");
  const auto response = world.get(
      "/v1/subjects/ann/hours?from=2026-10-25T00:00:00Z&to=2026-10-25T02:00:00Z&tz=Europe/Berlin&group_by=hour&split_by=kind");
  EXPECT_EQ(response.body,
            R"({"subject":"ann","tz":"Europe/Berlin","from":"2026-10-25T00:00:00.000Z","to":"2026-10-25T02:00:00.000Z",)"
            R"("group_by":"hour","attribution":"split","as_of":"2026-10-26T00:00:00.000Z","total_s":5400,"items":[)"
            R"({"label":"2026-10-25T02:00+02:00","start":"2026-10-25T00:00:00.000Z","end":"2026-10-25T01:00:00.000Z","seconds":3600,"kind":"worklog"},)"
            R"({"label":"2026-10-25T02:00+01:00","start":"2026-10-25T01:00:00.000Z","end":"2026-10-25T02:00:00.000Z","seconds":1800,"kind":"worklog"}]})");
}

TEST(Hours, DaysAreAsLongAsTheClocksMadeThem) {
  struct Vector {
    const char* zone;
    const char* day;
    double hours;
  };
  for (const Vector& v : std::initializer_list<Vector>{{"Europe/Berlin", "2026-03-29", 23},
                                                       {"Europe/Berlin", "2026-10-25", 25},
                                                       {"America/New_York", "2026-03-08", 23},
                                                       {"America/New_York", "2026-11-01", 25},
                                                       {"Australia/Lord_Howe", "2026-04-05", 24.5},
                                                       {"Australia/Lord_Howe", "2026-10-04", 23.5},
                                                       {"America/Santiago", "2026-09-06", 23},
                                                       {"Africa/Cairo", "2026-04-24", 23},
                                                       {"Asia/Kathmandu", "2026-07-01", 24},
                                                       {"Pacific/Apia", "2011-12-29", 24},
                                                       {"Pacific/Apia", "2011-12-30", 0},
                                                       {"Pacific/Apia", "2011-12-31", 24}}) {
    const Timestamp noon = at(fmt::format("{}T12:00:00Z", v.day));
    const auto edge = [&](int hours) { return format_rfc3339(noon + std::chrono::hours{hours}); };
    ApiWorld world(edge(100));
    work(world, edge(-72).c_str(), edge(72).c_str());
    const auto hours = world.json(fmt::format("/v1/subjects/ann/hours?from={}&to={}&tz={}", edge(-72), edge(72), v.zone));
    EXPECT_EQ(by_label(hours)[v.day], v.hours * 3600) << v.zone << " " << v.day;
    EXPECT_EQ(hours["total_s"], 144 * 3600);
  }
}

TEST(Hours, TheZoneIsAskedForElseTheSubjectsElseUtc) {
  ApiWorld world("2026-03-03T00:00:00Z");
  const std::string target = "/v1/subjects/ann/hours?from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z";
  EXPECT_EQ(world.json(target)["tz"], "UTC");
  world.set_zone("ann", "Asia/Kathmandu");
  EXPECT_EQ(world.json(target)["tz"], "Asia/Kathmandu");
  EXPECT_EQ(world.json(target + "&tz=Europe/Berlin")["tz"], "Europe/Berlin");
}

TEST(Hours, OpenSessionsCountUpToAsOf) {
  ApiWorld world("12:20:30.5");
  world.take_in({check_in("a", "worklog", at("11:50"))});
  EXPECT_EQ(world.json("/v1/subjects/ann/hours?group_by=total")["total_s"], 30 * 60 + 30.5);
  EXPECT_EQ(world.json("/v1/subjects/ann/hours?group_by=total&as_of=2026-03-02T12:00:00Z")["total_s"], 600);
}

TEST(Hours, KindsAndActivitiesAreToldApartWhereAsked) {
  ApiWorld world("13:00");
  world.take_in({check_in("p", "pc", at("10:00")), ping("p", at("10:01"), 600, 5, "mail"), ping("p", at("10:11"), 600, 5, "code"),
                 check_out("p", at("10:20")), check_in("w", "worklog", at("10:00")), check_out("w", at("11:00"))});
  const std::string target = "/v1/subjects/ann/hours?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z&group_by=total";
  EXPECT_EQ(world.json(target)["total_s"], 4800);
  EXPECT_EQ(world.json(target + "&kind=pc")["total_s"], 1200);
  EXPECT_EQ(world.json(target + "&activity=mail")["total_s"], 600);
  const auto split = world.json(target + "&split_by=kind,activity");
  std::map<std::string, double> found;
  for (const auto& item : split["items"]) {
    found[item["kind"].get<std::string>() + "/" + item["activity"].get<std::string>()] = item["seconds"];
  }
  EXPECT_EQ(found, (Labels{{"pc/", 1200}, {"pc/code", 540}, {"pc/mail", 600}, {"worklog/", 3600}}));
  EXPECT_EQ(split["total_s"], 4800);
}

TEST(Hours, StartDayCountsASessionWhole) {
  ApiWorld world("2026-03-05T00:00:00Z");
  work(world, "2026-03-02T22:00:00Z", "2026-03-03T04:00:00Z");
  const std::string target = "/v1/subjects/ann/hours?from=2026-03-02T00:00:00Z&to=2026-03-05T00:00:00Z";
  EXPECT_EQ(by_label(world.json(target)), (Labels{{"2026-03-02", 7200}, {"2026-03-03", 14400}}));
  EXPECT_EQ(by_label(world.json(target + "&attribution=start_day")), (Labels{{"2026-03-02", 21600}}));
  EXPECT_EQ(by_label(world.json(target + "&attribution=start_day&tz=Europe/Berlin")), (Labels{{"2026-03-02", 21600}}));
  EXPECT_EQ(by_label(world.json(target + "&attribution=start_day&tz=Asia/Kathmandu")), (Labels{{"2026-03-03", 21600}}));
  EXPECT_EQ(world.code(target + "&attribution=start_day&group_by=hour"), "422 out_of_range /attribution");
}

TEST(Hours, FaultsAreNamed) {
  ApiWorld world("2026-03-05T00:00:00Z");
  const std::string base = "/v1/subjects/ann/hours?";
  EXPECT_EQ(world.code(base + "from=2026-03-02T00:01:00Z"), "422 unaligned_range /from");
  EXPECT_EQ(world.code(base + "to=2026-03-02T00:00:00.001Z"), "422 unaligned_range /to");
  EXPECT_EQ(world.code(base + "from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z"), "422 out_of_range /to");
  EXPECT_EQ(world.code(base + "from=1990-03-03T00:00:00Z&to=2026-03-02T00:00:00Z"), "422 out_of_range /to");
  EXPECT_EQ(world.code(base + "tz=Mars/Olympus"), "422 unknown_zone /tz");
  EXPECT_EQ(world.code(base + "group_by=week"), "400 bad_parameter /group_by");
  EXPECT_EQ(world.code(base + "split_by=place"), "400 bad_parameter /split_by");
  EXPECT_EQ(world.code(base + "attribution=half"), "400 bad_parameter /attribution");
}

TEST(Hours, TooManyRowsAreRefused) {
  ApiWorld world("2026-03-05T00:00:00Z");
  work(world, "2024-12-01T00:00:00Z", "2026-03-01T00:00:00Z");
  const std::string range = "/v1/subjects/ann/hours?from=2024-12-01T00:00:00Z&to=2026-03-01T00:00:00Z&group_by=";
  EXPECT_EQ(world.code(range + "hour"), "422 too_many_rows");
  EXPECT_EQ(world.json(range + "date")["items"].size(), 455u);
}

TEST(Hours, StartDayLooksAtABoundedNumberOfSessions) {
  ApiWorld world("2026-03-05T00:00:00Z");
  std::vector<Told> story;
  for (int i = 0; i < 10'001; ++i) {
    const Timestamp start = at("2026-03-01T00:00:00Z") + std::chrono::seconds{i};
    story.push_back(check_in(fmt::format("s{}", i), "free", start));
    story.push_back(check_out(fmt::format("s{}", i), start + std::chrono::minutes{1}));
  }
  world.take_in(std::move(story));
  const std::string target = "/v1/subjects/ann/hours?attribution=start_day&to=2026-03-05T00:00:00Z&from=2026-03-01T0";
  EXPECT_EQ(world.code(target + "0:00:00Z"), "422 too_many_rows");
  EXPECT_EQ(world.json(target + "1:00:00Z")["items"].size(), 1u);
}

// Whatever the sessions: hours add up to dates, dates to months, months to the total.
TEST(Hours, GroupsAddUpInEveryZone) {
  std::mt19937_64 random(7);
  const Timestamp begin = at("2026-01-20T00:00:00Z");
  ApiWorld world("2026-12-31T00:00:00Z");
  std::vector<Told> story;
  for (int i = 0; i < 60; ++i) {
    const Timestamp start = begin + Duration{static_cast<std::int64_t>(random() % (300ull * 86'400'000))};
    const std::string id = fmt::format("s{}", i);
    story.push_back(check_in(id, "free", start));
    story.push_back(check_out(id, start + Duration{static_cast<std::int64_t>(random() % (40ull * 3'600'000))}));
  }
  world.take_in(std::move(story));
  for (const char* zone : {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago",
                           "Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu"}) {
    const auto ask = [&](const char* group) {
      return world.json(fmt::format("/v1/subjects/ann/hours?from=2026-01-15T00:00:00Z&to=2026-12-31T00:00:00Z&tz={}&group_by={}", zone, group));
    };
    const auto hours = ask("hour"), dates = ask("date"), months = ask("month"), total = ask("total");
    Labels dates_of_hours, months_of_dates;
    for (const auto& [label, seconds] : by_label(hours)) dates_of_hours[label.substr(0, 10)] += seconds;
    for (const auto& [label, seconds] : by_label(dates)) months_of_dates[label.substr(0, 7)] += seconds;
    for (const auto& [label, seconds] : by_label(dates)) EXPECT_NEAR(dates_of_hours[label], seconds, 1e-6) << zone << label;
    for (const auto& [label, seconds] : by_label(months)) EXPECT_NEAR(months_of_dates[label], seconds, 1e-6) << zone << label;
    EXPECT_EQ(dates_of_hours.size(), dates["items"].size()) << zone;
    double sum = 0;
    for (const auto& [label, seconds] : by_label(months)) sum += seconds;
    EXPECT_NEAR(sum, total["total_s"].get<double>(), 1e-6) << zone;
    for (const auto& each : {hours, dates, months}) EXPECT_EQ(each["total_s"], total["total_s"]) << zone;
  }
}

}  // namespace
}  // namespace muster::api
