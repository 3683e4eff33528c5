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

}  // namespace
}  // namespace muster::api
