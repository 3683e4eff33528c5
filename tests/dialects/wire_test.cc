#include "api/dialects/wire.h"

#include <gtest/gtest.h>

namespace muster::api::dialects {
namespace {

http::Request request_with(std::string body, std::string type) {
  http::Request request;
  request.body = std::move(body);
  if (!type.empty()) request.headers.add("content-type", std::move(type));
  return request;
}

std::string code_of(const Result<Json>& result) { return result.ok() ? "ok" : result.error().code; }

TEST(Wire, Bodies) {
  EXPECT_EQ(read_object(request_with("", ""))->dump(), "{}");
  EXPECT_EQ(read_object(request_with(" \r\n", "text/plain"))->dump(), "{}");
  EXPECT_EQ(read_object(request_with(R"({"a":1})", "Application/JSON; charset=utf-8"))->dump(), R"({"a":1})");
  EXPECT_EQ(code_of(read_object(request_with("[1]", "application/json"))), "bad_field");
  EXPECT_EQ(code_of(read_json(request_with("{", "application/json"))), "bad_json");
  EXPECT_EQ(code_of(read_json(request_with("\"\xff\"", "application/json"))), "bad_json");
  EXPECT_EQ(code_of(read_json(request_with("a=b", "application/x-www-form-urlencoded"))), "unsupported_media_type");
  EXPECT_EQ(code_of(read_json(request_with("{}", ""))), "unsupported_media_type");
}

TEST(Wire, FieldsMayBeTexts) {
  const Json body = Json::parse(R"({"n":"15.5","i":7,"t":"x","b":"true","z":null,"o":{}})");
  EXPECT_EQ(number_of(body, "n"), 15.5);
  EXPECT_EQ(number_of(body, "i"), 7);
  EXPECT_EQ(number_of(body, "t"), std::nullopt);
  EXPECT_EQ(text_of(body, "i"), "7");
  EXPECT_EQ(text_of(body, "o"), std::nullopt);
  EXPECT_EQ(flag_of(body, "b"), true);
  EXPECT_FALSE(has(body, "z"));
  EXPECT_EQ(number_in(" -89.6501 "), -89.6501);
  EXPECT_EQ(number_in("+39.7817"), 39.7817);
  EXPECT_EQ(number_in("+-1"), std::nullopt);
  EXPECT_EQ(number_in("++1"), std::nullopt);
  EXPECT_EQ(number_in("+"), std::nullopt);
  EXPECT_EQ(number_in("nan"), std::nullopt);
  EXPECT_EQ(number_in("1e999"), std::nullopt);
  EXPECT_EQ(number_in("12abc"), std::nullopt);
}

TEST(Wire, IdsOfDigitsAreNumbers) {
  EXPECT_EQ(id_json("74").dump(), "74");
  EXPECT_EQ(id_json("0").dump(), "0");
  EXPECT_EQ(id_json("9007199254740991").dump(), "9007199254740991");
  EXPECT_EQ(id_json("9007199254740992").dump(), R"("9007199254740992")");
  EXPECT_EQ(id_json("007").dump(), R"("007")");
  EXPECT_EQ(id_json("-7").dump(), R"("-7")");
  EXPECT_EQ(id_json("user_1").dump(), R"("user_1")");
  EXPECT_EQ(id_json("").dump(), R"("")");
}

TEST(Wire, NumbersAndTimes) {
  EXPECT_EQ(number_json(90.6166666667, 6).dump(), "90.616667");
  EXPECT_EQ(number_json(7.35, 6).dump(), "7.35");
  EXPECT_EQ(number_json(3, 2).dump(), "3");
  EXPECT_EQ(time_text(from_ms(1'700'000'000'999)), "2023-11-14T22:13:20Z");
  EXPECT_EQ(to_ms(*time_of("2022-09-01")), to_ms(*time_of("2022-09-01T02:00:00+02:00")));
  EXPECT_FALSE(time_of("yesterday"));
}

TEST(Wire, NumbersForSessions) {
  const std::string one = fresh_number(), other = fresh_number();
  EXPECT_NE(one, other);
  EXPECT_TRUE(id_json(one).is_number());
  EXPECT_EQ(number_from({"device", "t", "ada", "sid:1"}), number_from({"device", "t", "ada", "sid:1"}));
  EXPECT_NE(number_from({"device", "t", "ada", "sid:1"}), number_from({"device", "t", "ada", "sid:2"}));
  // Stored: do not change.
  EXPECT_EQ(number_from({"device", "default", "74", "sid:abc"}), "7768008147838088");
}

}  // namespace
}  // namespace muster::api::dialects
