#include "api/dialects/pages.h"

#include <gtest/gtest.h>

namespace muster::api::dialects {
namespace {

http::Request asking(std::vector<http::Pair> query) {
  http::Request request;
  request.path = "/api/v1/clients/";
  request.query = std::move(query);
  request.headers.add("host", "muster.example:8443");
  return request;
}

Json page_of(const http::Request& request, std::size_t count) {
  const auto asked = page_asked(request);
  if (!asked) return asked.error().code;
  const auto response = page_response(request, *asked, count, Json::array());
  return response ? Json::parse(response->body) : Json(response.error().code);
}

TEST(Pages, LinksLeadToTheNeighbours) {
  const Json page = page_of(asking({{"q", "a b&c"}, {"page", "2"}, {"page_size", "10"}}), 35);
  EXPECT_EQ(page["count"], 35);
  EXPECT_EQ(page["next"], "http://muster.example:8443/api/v1/clients/?page=3&q=a%20b%26c&page_size=10");
  EXPECT_EQ(page["previous"], "http://muster.example:8443/api/v1/clients/?page=1&q=a%20b%26c&page_size=10");
}

TEST(Pages, TheFirstAndTheLast) {
  EXPECT_TRUE(page_of(asking({}), 20)["next"].is_null());
  EXPECT_FALSE(page_of(asking({}), 21)["next"].is_null());
  EXPECT_TRUE(page_of(asking({}), 0)["previous"].is_null());
  EXPECT_EQ(page_of(asking({{"page", "2"}}), 20), "not_found");
}

TEST(Pages, WhatIsNoPage) {
  for (const char* page : {"0", "-1", "1.5", "last", "99999999"}) EXPECT_EQ(page_of(asking({{"page", page}}), 20), "not_found") << page;
  EXPECT_EQ(page_asked(asking({{"page_size", "5000"}}))->size, 100U);
  EXPECT_EQ(page_asked(asking({{"page_size", "many"}}))->size, 20U);
}

}  // namespace
}  // namespace muster::api::dialects
