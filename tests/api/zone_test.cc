#include "api/zone.h"

#include <gtest/gtest.h>

#include <map>

namespace muster::api {
namespace {

Timestamp at(std::string_view text) { return parse_rfc3339(text).value(); }

// Seconds of each label, were every quarter of [from, to) full.
std::map<std::string, int> full(const char* zone, GroupBy group, std::string_view from, std::string_view to) {
  std::map<std::string, int> seconds;
  Buckets buckets(Zone::find(zone).value(), group, at(from), at(to));
  for (Timestamp t = at(from); t < at(to); t += projections::kQuarter) seconds[buckets.of(t).label] += 900;
  return seconds;
}

double hours_of_day(const char* zone, const char* day) {
  const Timestamp noon = at(std::string(day) + "T12:00:00Z");
  const auto from = format_rfc3339(noon - std::chrono::hours{48});
  const auto to = format_rfc3339(noon + std::chrono::hours{48});
  auto days = full(zone, GroupBy::date, from, to);
  return days[day] / 3600.0;
}

TEST(Zone, DaysAreAsLongAsTheyWere) {
  struct Vector {
    const char* zone;
    const char* day;
    double hours;
  };
  for (const Vector& v : std::initializer_list<Vector>{{"Europe/Berlin", "2026-03-29", 23},
                                                       {"Europe/Berlin", "2026-10-25", 25},
                                                       {"Europe/Berlin", "2026-10-26", 24},
                                                       {"America/New_York", "2026-03-08", 23},
                                                       {"America/New_York", "2026-11-01", 25},
                                                       {"Australia/Lord_Howe", "2026-04-05", 24.5},
                                                       {"Australia/Lord_Howe", "2026-10-04", 23.5},
                                                       {"America/Santiago", "2026-09-06", 23},
                                                       {"Africa/Cairo", "2026-04-24", 23},
                                                       {"Pacific/Apia", "2011-12-30", 0},
                                                       {"Pacific/Apia", "2011-12-31", 24},
                                                       {"Asia/Kathmandu", "2026-05-01", 24}}) {
    EXPECT_EQ(hours_of_day(v.zone, v.day), v.hours) << v.zone << " " << v.day;
  }
}

TEST(Zone, TheHourThatComesTwiceHasTwoLabels) {
  const auto hours = full("Europe/Berlin", GroupBy::hour, "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z");
  const std::map<std::string, int> expected{{"2026-10-25T01:00+02:00", 3600},
                                            {"2026-10-25T02:00+02:00", 3600},
                                            {"2026-10-25T02:00+01:00", 3600},
                                            {"2026-10-25T03:00+01:00", 3600}};
  EXPECT_EQ(hours, expected);
}

TEST(Zone, AnHourCutByAHalfHourChangeIsShort) {
  const auto hours = full("Australia/Lord_Howe", GroupBy::hour, "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z");
  const std::map<std::string, int> expected{{"2026-04-05T01:00+11:00", 3600},
                                            {"2026-04-05T01:00+10:30", 1800},
                                            {"2026-04-05T02:00+10:30", 3600}};
  EXPECT_EQ(hours, expected);
}

TEST(Zone, KathmanduHoursBeginOnAQuarter) {
  Buckets buckets(Zone::find("Asia/Kathmandu").value(), GroupBy::hour, at("2026-05-01T00:00:00Z"), at("2026-05-02T00:00:00Z"));
  const Bucket& bucket = buckets.of(at("2026-05-01T10:30:00Z"));
  EXPECT_EQ(bucket.label, "2026-05-01T16:00+05:45");
  EXPECT_EQ(format_rfc3339(bucket.start), "2026-05-01T10:15:00.000Z");
  EXPECT_EQ(format_rfc3339(bucket.end), "2026-05-01T11:15:00.000Z");
}

TEST(Zone, ADayThatBeginsWithASkipStartsAtTheSkip) {
  Buckets buckets(Zone::find("America/Santiago").value(), GroupBy::date, at("2026-09-01T00:00:00Z"), at("2026-10-01T00:00:00Z"));
  const Bucket& bucket = buckets.of(at("2026-09-06T12:00:00Z"));
  EXPECT_EQ(bucket.label, "2026-09-06");
  EXPECT_EQ(format_rfc3339(bucket.start), "2026-09-06T04:00:00.000Z");
  EXPECT_EQ(format_rfc3339(bucket.end), "2026-09-07T03:00:00.000Z");
}

TEST(Zone, BucketsEndWhereTheRangeDoes) {
  Buckets months(Zone::utc(), GroupBy::month, at("2026-02-10T00:00:00Z"), at("2026-03-05T00:00:00Z"));
  EXPECT_EQ(format_rfc3339(months.of(at("2026-02-11T00:00:00Z")).start), "2026-02-10T00:00:00.000Z");
  EXPECT_EQ(months.of(at("2026-02-28T23:45:00Z")).label, "2026-02");
  EXPECT_EQ(months.of(at("2026-03-01T00:00:00Z")).label, "2026-03");
  EXPECT_EQ(format_rfc3339(months.of(at("2026-03-01T00:00:00Z")).end), "2026-03-05T00:00:00.000Z");
  Buckets total(Zone::utc(), GroupBy::total, at("2026-02-10T00:00:00Z"), at("2026-03-05T00:00:00Z"));
  EXPECT_EQ(total.of(at("2026-02-11T00:00:00Z")).label, "total");
}

TEST(Zone, UnknownNamesAreRefused) {
  for (const char* name : {"", "Europe/Atlantis", "../../etc/passwd", "+02:00"}) {
    const auto zone = Zone::find(name);
    ASSERT_FALSE(zone.ok()) << name;
    EXPECT_EQ(zone.error().code, "unknown_zone");
  }
}

}  // namespace
}  // namespace muster::api
