#include "api/params.h"

#include <gtest/gtest.h>

#include <array>

namespace muster::api {
namespace {

using Query = std::vector<http::Pair>;

constexpr std::array<std::string_view, 3> kNames{"limit", "from", "status"};

std::string code(const Params& params) { return params.error() ? params.error()->code + " " + params.error()->where : ""; }

TEST(Params, UnknownAndRepeatedOnesAreRefusedByName) {
  Params unknown(Query{{"limti", "1"}});
  unknown.allow_only(kNames);
  EXPECT_EQ(code(unknown), "unknown_parameter /limti");
  Params twice(Query{{"limit", "1"}, {"limit", "1"}});
  twice.allow_only(kNames);
  EXPECT_EQ(code(twice), "repeated_parameter /limit");
}

TEST(Params, WhatIsUnreadableDiffersFromWhatIsOutOfRange) {
  for (const char* text : {"", "x", "1x", "1.5", " 1", "99999999999999999999"}) {
    Params params(Query{{"limit", text}});
    EXPECT_EQ(params.integer("limit", 1, 1000), std::nullopt);
    EXPECT_EQ(code(params), "bad_parameter /limit") << text;
  }
  Params large(Query{{"limit", "1001"}});
  EXPECT_EQ(large.integer("limit", 1, 1000), std::nullopt);
  EXPECT_EQ(code(large), "out_of_range /limit");
  Params fine(Query{{"limit", "1000"}});
  EXPECT_EQ(fine.integer("limit", 1, 1000), 1000);
  EXPECT_EQ(code(fine), "");
}

TEST(Params, TimesSecondsAndChoices) {
  Params params(Query{{"from", "2026-11-21T08:00:00+01:00"}, {"limit", "1.5"}, {"status", "active"}});
  EXPECT_EQ(format_rfc3339(*params.time("from")), "2026-11-21T07:00:00.000Z");
  EXPECT_EQ(params.seconds("limit"), Duration{1500});
  EXPECT_EQ(params.one_of("status", {"completed", "active"}), 1u);
  EXPECT_EQ(code(params), "");
  EXPECT_EQ(params.one_of("status", {"completed"}), std::nullopt);
  EXPECT_EQ(code(params), "bad_parameter /status");
}

TEST(Params, TheFirstFaultIsKept) {
  Params params(Query{{"from", "yesterday"}, {"limit", "x"}});
  EXPECT_FALSE(params.time("from"));
  EXPECT_FALSE(params.integer("limit", 1, 2));
  EXPECT_EQ(code(params), "bad_parameter /from");
}

}  // namespace
}  // namespace muster::api
