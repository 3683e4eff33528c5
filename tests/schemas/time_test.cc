#include "schemas/time.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace muster {
namespace {

std::string read(std::string_view text) {
  const auto time = parse_rfc3339(text);
  return time ? format_rfc3339(*time) : time.error().code;
}

TEST(Rfc3339, ComesBack) {
  EXPECT_TRUE(rc::check("parse(format(t)) == t", [] {
    const auto ms = *rc::gen::inRange<std::int64_t>(-62'135'596'800'000, to_ms(kEndOfTime));
    RC_ASSERT(to_ms(parse_rfc3339(format_rfc3339(from_ms(ms))).value()) == ms);
  }));
}

TEST(Rfc3339, Offsets) {
  EXPECT_EQ(read("2026-11-21T08:00:00Z"), "2026-11-21T08:00:00.000Z");
  EXPECT_EQ(read("2026-11-21t08:00:00z"), "2026-11-21T08:00:00.000Z");
  EXPECT_EQ(read("2026-11-21T00:30:00+05:45"), "2026-11-20T18:45:00.000Z");
  EXPECT_EQ(read("2026-11-21T23:30:00-01:00"), "2026-11-22T00:30:00.000Z");
  EXPECT_EQ(read("2026-11-21T08:00:00-00:00"), "2026-11-21T08:00:00.000Z");
  EXPECT_EQ(read("2026-11-21T08:00:00+23:59"), "2026-11-20T08:01:00.000Z");
  for (const char* bad : {"+24:00", "+01:60", "+1:00", "+0100", "+01", "", "ZZ", " Z", "+01:00Z"}) {
    EXPECT_EQ(read(std::string("2026-11-21T08:00:00") + bad), "bad_time") << bad;
  }
}

TEST(Rfc3339, Fractions) {
  EXPECT_EQ(read("2026-11-21T08:00:00.5Z"), "2026-11-21T08:00:00.500Z");
  EXPECT_EQ(read("2026-11-21T08:00:00.05Z"), "2026-11-21T08:00:00.050Z");
  EXPECT_EQ(read("2026-11-21T08:00:00.9999999999999999999999Z"), "2026-11-21T08:00:00.999Z");
  EXPECT_EQ(read("2026-11-21T08:00:00.123456+01:00"), "2026-11-21T07:00:00.123Z");
  EXPECT_EQ(read("2026-11-21T08:00:00.Z"), "bad_time");
  EXPECT_EQ(read("2026-11-21T08:00:00,5Z"), "bad_time");
  EXPECT_EQ(read("1969-12-31T23:59:59.999Z"), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, Days) {
  EXPECT_EQ(read("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(read("2000-02-29T00:00:00Z"), "2000-02-29T00:00:00.000Z");
  for (const char* bad : {"2023-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-01-00", "0000-01-01"}) {
    EXPECT_EQ(read(std::string(bad) + "T00:00:00Z"), "bad_time") << bad;
    EXPECT_EQ(read(std::string(bad) + "T00:00:00.000Z"), "bad_time") << bad;
  }
}

TEST(Rfc3339, TimesOfDay) {
  for (const char* bad : {"24:00:00", "23:60:00", "23:59:60", "23:59:61", "2a:00:00", "-1:00:00", "23-59-59"}) {
    EXPECT_EQ(read(std::string("2026-11-21T") + bad + "Z"), "bad_time") << bad;
    EXPECT_EQ(read(std::string("2026-11-21T") + bad + ".000Z"), "bad_time") << bad;
  }
  EXPECT_EQ(read("2026-11-21 08:00:00Z"), "bad_time");
  EXPECT_EQ(read("2026-11-21"), "bad_time");
  EXPECT_EQ(read(""), "bad_time");
  EXPECT_EQ(read("+026-11-21T08:00:00Z"), "bad_time");
  EXPECT_EQ(read("2026-11-21T08:00:00.0:0Z"), "bad_time");
}

TEST(Rfc3339, TheEndsOfTime) {
  EXPECT_EQ(read("0001-01-01T00:00:00.000Z"), "0001-01-01T00:00:00.000Z");
  EXPECT_EQ(read("0001-01-01T00:00:00+00:01"), "bad_time");
  EXPECT_EQ(read("9999-12-31T23:59:59.999Z"), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(read("9999-12-31T23:59:59-00:01"), "bad_time");
  EXPECT_EQ(format_rfc3339(kEndOfTime), "9999-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace muster
