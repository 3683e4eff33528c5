// Which origins may read answers, and what a preflight is told.
#include "api/http/cors.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "api/http/router.h"

namespace muster::http {
namespace {

struct Kept final : ReplySink {
  void deliver(Completion completion) noexcept override { answer = std::move(completion); }
  Completion answer;
};

Request request(std::string method, std::string origin, std::string asked = "") {
  Request r;
  r.method = std::move(method);
  r.path = "/v1/things";
  r.segments = {"v1", "things"};
  if (!origin.empty()) r.headers.add("origin", std::move(origin));
  if (!asked.empty()) r.headers.add("access-control-request-method", std::move(asked));
  return r;
}

std::string header(const Response& response, std::string_view name) {
  const auto it = std::find_if(response.headers.begin(), response.headers.end(), [&](const Pair& p) { return p.first == name; });
  return it == response.headers.end() ? "" : it->second;
}

// For the whole test: the route of an answer is a name that its router keeps.
const Router& things() {
  static const Router router = [] {
    Router made;
    made.add("GET", "/v1/things", [](const Request&, Reply reply) { reply({200, "text/plain", "x", {{"Vary", "Accept"}}}); });
    made.add("PUT", "/v1/things", [](const Request&, const Reply&) {});  // forgets to answer
    return made;
  }();
  return router;
}

Completion ask(const Cors& cors, Request r) {
  const auto sink = std::make_shared<Kept>();
  {
    Reply reply = cors.around(r, Reply(sink, {}));
    things().handle(std::move(r), std::move(reply));
  }
  return sink->answer;
}

const Cors kCors({"https://a.example", "http://localhost:3000"});

TEST(Cors, NoneByDefault) {
  const auto answer = ask(Cors{}, request("GET", "https://a.example"));
  EXPECT_EQ(header(answer.response, "Access-Control-Allow-Origin"), "");
  EXPECT_EQ(answer.response.headers.size(), 1u);
}

TEST(Cors, AnOriginThatIsNamedMayReadTheAnswer) {
  const auto answer = ask(kCors, request("GET", "https://a.example"));
  EXPECT_EQ(answer.response.body, "x");
  EXPECT_EQ(answer.route, "/v1/things");
  EXPECT_EQ(header(answer.response, "Access-Control-Allow-Origin"), "https://a.example");
  EXPECT_NE(header(answer.response, "Access-Control-Expose-Headers").find("Muster-Position"), std::string::npos);
  EXPECT_EQ(header(answer.response, "Access-Control-Allow-Credentials"), "");
  EXPECT_NE(std::find(answer.response.headers.begin(), answer.response.headers.end(), Pair("Vary", "Origin")), answer.response.headers.end());
}

TEST(Cors, AnyOtherOriginIsToldNothing) {
  for (const char* origin : {"https://b.example", "https://a.example.evil", "http://a.example", "https://A.example", "null", "*", ""}) {
    const auto answer = ask(kCors, request("GET", origin));
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(header(answer.response, "Access-Control-Allow-Origin"), "") << origin;
    EXPECT_NE(std::find(answer.response.headers.begin(), answer.response.headers.end(), Pair("Vary", "Origin")), answer.response.headers.end());
  }
}

TEST(Cors, APreflightIsToldWhatThePathHas) {
  const auto answer = ask(kCors, request("OPTIONS", "http://localhost:3000", "PUT"));
  EXPECT_EQ(answer.response.status, 204);
  EXPECT_EQ(header(answer.response, "Access-Control-Allow-Origin"), "http://localhost:3000");
  EXPECT_EQ(header(answer.response, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS, PUT");
  EXPECT_NE(header(answer.response, "Access-Control-Allow-Headers").find("Authorization"), std::string::npos);
  const auto other = ask(kCors, request("OPTIONS", "https://b.example", "PUT"));
  EXPECT_EQ(header(other.response, "Access-Control-Allow-Methods"), "");
}

TEST(Cors, AnAnswerThatNeverComesIsStillThatOfTheServer) {
  EXPECT_TRUE(ask(kCors, request("PUT", "https://a.example")).abandoned);
}

TEST(Cors, OriginsAreAsBrowsersSendThem) {
  for (const char* good : {"https://a.example", "http://localhost:3000", "http://127.0.0.1:8080"}) EXPECT_TRUE(is_origin(good)) << good;
  for (const char* bad : {"*", "null", "", "a.example", "https://", "https://a.example/", "https://A.example", "https://a.example:443",
                          "http://a.example:80", "https://a.example:0", "https://a.example:x", "ftp://a.example", "https://u@a.example"}) {
    EXPECT_FALSE(is_origin(bad)) << bad;
  }
}

}  // namespace
}  // namespace muster::http
