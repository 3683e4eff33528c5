#include <gtest/gtest.h>

#include "tests/api/api_world.h"

namespace muster::api {
namespace {

using namespace stories;

std::string header(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(Reading, AnUnchangedAnswerIsNotSentAgain) {
  ApiWorld world("12:00");
  world.take_in({check_in("a1", "worklog", at("08:00")), check_out("a1", at("09:00"))});
  const auto first = world.get("/v1/sessions");
  const std::string etag = header(first, "ETag");
  EXPECT_EQ(etag.substr(0, 3), "W/\"");
  EXPECT_EQ(header(first, "Cache-Control"), "private, no-cache");
  world.wall.time += std::chrono::minutes{1};
  const auto again = world.get("/v1/sessions", {{"if-none-match", etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(header(again, "ETag"), etag);
  world.take_in({check_in("a2", "worklog", at("12:00"))});
  EXPECT_EQ(world.get("/v1/sessions", {{"if-none-match", etag}}).status, 200);
}

TEST(Reading, ACursorDoesNotChangeTheEntityTag) {
  ApiWorld world("12:00");
  world.take_in({check_in("a1", "worklog", at("08:00")), check_out("a1", at("09:00")), check_in("a2", "worklog", at("10:00"))});
  const auto first = world.get("/v1/sessions?limit=1");
  world.wall.time += std::chrono::minutes{1};
  const auto second = world.get("/v1/sessions?limit=1");
  EXPECT_NE(first.body, second.body);
  EXPECT_EQ(header(first, "ETag"), header(second, "ETag"));
}

std::string token(std::int64_t offset, log::Partition partition = 0, std::string_view epoch = "memory") {
  return processors::encode_positions(epoch, {{Topic::checkins, partition, offset}});
}

TEST(Reading, WaitsUntilItsWriteIsVisible) {
  ApiWorld world("12:00");
  const auto waiting = world.ask("/v1/sessions/a1", {{"muster-position", token(0)}});
  EXPECT_FALSE(waiting->there());
  world.take_in({check_in("a1", "worklog", at("08:00"))});
  world.progress.publish(Topic::checkins, 0, 1);
  EXPECT_EQ(waiting->wait().status, 200);
  EXPECT_EQ(world.get("/v1/sessions/a1", {{"muster-position", token(0)}}).status, 200);
}

TEST(Reading, WaitsNoLongerThanTenSeconds) {
  ApiWorld world("12:00");
  const auto waiting = world.ask("/v1/sessions", {{"muster-position", token(5)}});
  world.progress.expire(std::chrono::seconds{9});
  EXPECT_FALSE(waiting->there());
  world.progress.expire(std::chrono::seconds{10});
  const auto answer = waiting->wait();
  EXPECT_EQ(answer.status, 504);
  EXPECT_NE(answer.body.find("wait_timeout"), std::string::npos);
}

TEST(Reading, PositionsOfElsewhereAreRefused) {
  ApiWorld world("12:00");
  for (const std::string& bad : {std::string("x"), token(0, 0, "other"), token(0, 1)}) {
    const auto answer = world.get("/v1/sessions", {{"muster-position", bad}});
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("bad_position"), std::string::npos);
  }
}

TEST(Reading, TypesThatComeLaterSaySo) {
  ApiWorld world("12:00");
  EXPECT_EQ(world.get("/v1/sessions", {{"accept", "text/csv"}}).status, 200);
  EXPECT_EQ(world.get("/v1/sessions", {{"accept", "text/html"}}).status, 406);
  EXPECT_EQ(world.get("/v1/sessions", {{"accept", ""}}).status, 200) << "as none";
  EXPECT_EQ(world.get("/v1/sessions?format=json", {{"accept", "text/html"}}).status, 200);
  EXPECT_EQ(world.get("/v1/sessions", {{"accept", "text/html, */*;q=0.1"}}).status, 200);
}

TEST(Reading, EveryCodeHasItsPage) {
  ApiWorld world("12:00");
  const auto page = world.get("/problems/ambiguous_session");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("status: 409"), std::string::npos);
  EXPECT_EQ(world.get("/problems/nonsense").status, 404);
}

}  // namespace
}  // namespace muster::api
