#include "api/negotiate.h"

#include <gtest/gtest.h>

#include <array>

namespace muster::api {
namespace {

constexpr std::array<std::string_view, 2> kOffered{"application/json", "application/geo+json"};

TEST(Negotiate, TheBestLikedIsTaken) {
  EXPECT_EQ(negotiate("*/*", kOffered), 0u);
  EXPECT_EQ(negotiate("application/geo+json", kOffered), 1u);
  EXPECT_EQ(negotiate("application/json;q=0.5, application/geo+json", kOffered), 1u);
  EXPECT_EQ(negotiate("text/html, application/*;q=0.8", kOffered), 0u);
  EXPECT_EQ(negotiate("application/json;q=0, */*", kOffered), 1u);
  EXPECT_EQ(negotiate("APPLICATION/JSON", kOffered), 0u);
  EXPECT_EQ(negotiate("text/csv", kOffered), std::nullopt);
  EXPECT_EQ(negotiate("", kOffered), std::nullopt);
}

TEST(Negotiate, EntityTagsAreComparedWeakly) {
  const std::string etag = weak_etag(0x9f2c);
  EXPECT_EQ(etag, "W/\"0000000000009f2c\"");
  EXPECT_TRUE(none_match_has("\"x\", W/\"0000000000009f2c\"", etag));
  EXPECT_TRUE(none_match_has("\"0000000000009f2c\"", etag));
  EXPECT_TRUE(none_match_has(" * ", etag));
  EXPECT_FALSE(none_match_has("\"9f2c\"", etag));
}

}  // namespace
}  // namespace muster::api
