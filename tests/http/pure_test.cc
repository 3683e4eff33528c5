// What is pure besides the parser: answers to bytes, problems, routing.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/http/etag.h"
#include "api/http/problem.h"
#include "api/http/request_head.h"
#include "api/http/router.h"
#include "api/http/serialize.h"
#include "api/http/target.h"

namespace muster::http {
namespace {

TEST(RequestHead, ABodyOfJsonIsInUtf8AndAsItStands) {
  const auto code = [](std::vector<Pair> headers) {
    Request request;
    for (auto& [name, value] : headers) request.headers.add(name, value);
    const Status status = check_json_body(request);
    return status ? "ok" : status.error().code;
  };
  for (const char* type : {"application/json", "Application/JSON;charset=UTF-8", "application/json ; charset=\"utf-8\""}) {
    EXPECT_EQ(code({{"content-type", type}}), "ok") << type;
    EXPECT_EQ(code({{"content-type", type}, {"content-encoding", "gzip"}}), "unsupported_media_type") << type;
  }
  for (const char* type : {"", "text/json", "application/jsonp", "application/json; charset=latin1", "application/x-www-form-urlencoded"}) {
    EXPECT_EQ(code({{"content-type", type}}), "unsupported_media_type") << type;
  }
  EXPECT_EQ(code({}), "unsupported_media_type");
}

TEST(RequestHead, ShapeOfAnIdempotencyKey) {
  Request request;
  EXPECT_EQ(*idempotency_key(request), "");
  request.headers.add("idempotency-key", "a b~");
  EXPECT_EQ(*idempotency_key(request), "a b~");
  request.headers.add("idempotency-key", "a b~");
  EXPECT_EQ(idempotency_key(request).error().code, "bad_header") << "twice";
  for (const std::string& bad : {std::string{}, std::string("a\tb"), std::string("ä"), std::string(129, 'k')}) {
    Request one;
    one.headers.add("idempotency-key", bad);
    EXPECT_EQ(idempotency_key(one).error().code, "bad_header") << bad;
  }
}

TEST(Serialize, WritesTheHead) {
  const Response response{200, "text/plain", "four", {{"ETag", "W/\"1\""}}};
  EXPECT_EQ(serialize_head(response, {"id-1", "DATE", true, false}),
            "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n"
            "X-Request-Id: id-1\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nX-Frame-Options: DENY\r\n"
            "ETag: W/\"1\"\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
            "Connection: close\r\n\r\n");
}

TEST(Serialize, WritesNoLengthWhereThereIsNoBody) {
  for (const int status : {204, 304}) {
    const std::string head = serialize_head({status, "", "", {}}, {"i", "D", false, false});
    EXPECT_EQ(head.find("Content-Length"), std::string::npos) << status;
  }
}

TEST(Serialize, RefusesWhatWouldSplitAnAnswer) {
  const auto with = [](std::string name, std::string value) {
    return is_sendable({200, "", "", {{std::move(name), std::move(value)}}});
  };
  EXPECT_TRUE(with("Location", "/a b"));
  EXPECT_FALSE(with("Location", "/a\r\nSet-Cookie: x"));
  EXPECT_FALSE(with("Location", "a\nb"));
  EXPECT_FALSE(with("Location", std::string("a\0b", 3)));
  EXPECT_FALSE(with("Loca tion", "a"));
  EXPECT_FALSE(with("", "a"));
  EXPECT_FALSE(with("content-LENGTH", "5"));
  EXPECT_FALSE(is_sendable({200, "text/plain\r\nX: y", "", {}}));
  EXPECT_FALSE(is_sendable({99, "", "", {}}));
}

TEST(Serialize, WritesDates) {
  EXPECT_EQ(http_date(from_ms(1'795'219'199'999)), "Fri, 20 Nov 2026 23:59:59 GMT");
  EXPECT_EQ(http_date(from_ms(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(Problem, IsRfc9457) {
  const Error error{"future_event", ErrorClass::refused, "/1/time", "5 minutes \xff ahead"};
  const Response response = problem(error, "id-7");
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto body = nlohmann::json::parse(response.body);
  EXPECT_EQ(body["type"], "/problems/future_event");
  EXPECT_EQ(body["title"], "Event in the future");
  EXPECT_EQ(body["status"], 422);
  EXPECT_EQ(body["code"], "future_event");
  EXPECT_EQ(body["request_id"], "id-7");
  EXPECT_EQ(body["errors"][0]["pointer"], "/1/time");
  EXPECT_EQ(body["errors"][0]["reason"], "5 minutes \xEF\xBF\xBD ahead");
}

TEST(Problem, ListsItsItems) {
  const Error error{"bad_field", ErrorClass::refused, "", ""};
  const Response response = problem(error, "", {{"/a", "bad_field", "x"}, {"/b", "bad_field", "y"}});
  const auto body = nlohmann::json::parse(response.body);
  EXPECT_EQ(body["errors"].size(), 2U);
  EXPECT_FALSE(body.contains("detail"));
  EXPECT_FALSE(body.contains("request_id"));
}

TEST(Problem, SaysWhenToRetry) {
  const Response response = problem({"over_budget", ErrorClass::retry, "", ""}, "");
  EXPECT_EQ(response.status, 503);
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0].first, "Retry-After");
}

TEST(Problem, OfTheServersOwnFaultsTheLogIsTold) {
  const Error error{"data_unreadable", ErrorClass::corrupt, "/var/lib/muster/log", "Corruption: 000150.sst"};
  const Response response = problem(error, "id-7", {{"/var/lib/muster/log", "data_unreadable", "Corruption"}});
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("muster/log"), std::string::npos) << response.body;
  EXPECT_EQ(response.body.find("orruption"), std::string::npos) << response.body;
  EXPECT_EQ(response.fault.first, "data_unreadable");
  EXPECT_EQ(response.fault.second, "/var/lib/muster/log: Corruption: 000150.sst");
  EXPECT_EQ(nlohmann::json::parse(response.body)["detail"], "the server's log has more under this request_id");
  EXPECT_EQ(problem({"over_budget", ErrorClass::retry, "", "too many"}, "id-7").fault.first, "");
}

struct Caught final : ReplySink {
  std::vector<Completion> all;
  void deliver(Completion completion) noexcept override { all.push_back(std::move(completion)); }
};

Handler says(std::string text) {
  return [text](Request request, Reply reply) {
    reply({200, "", text + ":" + request.param("id"), {}});
  };
}

// Status and body, as the router answers.
struct Routed {
  int status = 0;
  std::string body;
  std::string route;
  std::string allow;
};

Routed route(const Router& router, const std::string& method, const std::string& target) {
  const auto sink = std::make_shared<Caught>();
  Request request;
  request.method = method;
  EXPECT_TRUE(parse_target(target, request).ok());
  router.handle(std::move(request), Reply(sink, {}));
  EXPECT_EQ(sink->all.size(), 1U);
  const Completion& got = sink->all.front();
  Routed routed{got.response.status, got.response.body, std::string(got.route), ""};
  for (const auto& [name, value] : got.response.headers) {
    if (name == "Allow") routed.allow = value;
  }
  return routed;
}

Router sample_router() {
  Router router;
  router.add("GET", "/v1/sessions", says("list"));
  router.add("GET", "/v1/sessions/{id}", says("one"));
  router.add("POST", "/v1/sessions/close", says("close"));
  router.add("POST", "/v1/sessions/{id}/close", says("close one"), {{}, "close_one", false});
  router.add("GET", "/api/{id}", says("old"), {100, "", false});
  router.add("DELETE", "/v1/sessions/{id}", says("gone"));
  return router;
}

TEST(Router, FindsRoutes) {
  const Router router = sample_router();
  EXPECT_EQ(route(router, "GET", "/v1/sessions").body, "list:");
  EXPECT_EQ(route(router, "GET", "/v1/sessions/a%2Fb").body, "one:a/b");
  EXPECT_EQ(route(router, "HEAD", "/v1/sessions/7").body, "one:7");
  EXPECT_EQ(route(router, "POST", "/v1/sessions/close").body, "close:");
  EXPECT_EQ(route(router, "GET", "/v1/sessions/close").body, "one:close");
  EXPECT_EQ(route(router, "POST", "/v1/sessions/7/close").route, "close_one");
  EXPECT_EQ(route(router, "GET", "/v1/sessions/7").route, "/v1/sessions/{id}");
}

TEST(Router, ATrailingSlashIsAnotherPath) {
  const Router router = sample_router();
  EXPECT_EQ(route(router, "GET", "/v1/sessions/").status, 404);
  EXPECT_EQ(route(router, "GET", "/v1/sessions/7/").status, 404);
}

TEST(Router, SaysWhatTheServerAllows) {
  const Routed all = route(sample_router(), "OPTIONS", "*");
  EXPECT_EQ(all.status, 204);
  EXPECT_EQ(all.allow, "DELETE, GET, HEAD, OPTIONS, POST, PUT");
}

TEST(Router, Says404And405) {
  const Router router = sample_router();
  EXPECT_EQ(route(router, "GET", "/").status, 404);
  EXPECT_EQ(route(router, "GET", "/v1/sessions/7/nothing").status, 404);
  const Routed wrong = route(router, "PUT", "/v1/sessions/7");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.allow, "DELETE, GET, HEAD, OPTIONS");
  EXPECT_EQ(route(router, "PUT", "/v1/sessions/close").allow, "DELETE, GET, HEAD, OPTIONS, POST");
  const auto asked = route(router, "OPTIONS", "/v1/sessions/7");
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.allow, "DELETE, GET, HEAD, OPTIONS");
  EXPECT_EQ(route(router, "OPTIONS", "/v1/nothing").status, 404);
  EXPECT_EQ(nlohmann::json::parse(wrong.body)["code"], "method_not_allowed");
}

TEST(Router, WhatStandsAloneIsNoParameterOfAnother) {
  Router router;
  router.add("GET", "/logs/{id}", says("one"));
  router.add("POST", "/logs/close", says("close"), {{}, "", true});
  EXPECT_EQ(route(router, "POST", "/logs/close").body, "close:");
  EXPECT_EQ(route(router, "GET", "/logs/7").body, "one:7");
  EXPECT_EQ(route(router, "GET", "/logs/close").status, 405);
  EXPECT_EQ(route(router, "GET", "/logs/close").allow, "OPTIONS, POST");
}

TEST(Router, KnowsBodyLimits) {
  const Router router = sample_router();
  Request request;
  request.method = "GET";
  ASSERT_TRUE(parse_target("/api/7", request).ok());
  EXPECT_EQ(router.body_limit(request), 100U);
  Request other;
  other.method = "GET";
  ASSERT_TRUE(parse_target("/v1/sessions", other).ok());
  EXPECT_EQ(router.body_limit(other), std::nullopt);
}

TEST(Router, ShapesErrors) {
  Router router([](const Error& error, const Request&) { return Response{404, "", error.code, {}}; });
  router.add("GET", "/a", says("a"));
  EXPECT_EQ(route(router, "GET", "/b").body, "not_found");
  EXPECT_EQ(route(router, "PUT", "/a").body, "method_not_allowed");
}

TEST(EntityTags, AreComparedWeakly) {
  EXPECT_TRUE(names_etag("\"x\", W/\"9f2c\"", "W/\"9f2c\""));
  EXPECT_TRUE(names_etag("\"9f2c\"", "W/\"9f2c\""));
  EXPECT_TRUE(names_etag("\"9f2c\",", "\"9f2c\""));
  EXPECT_TRUE(names_etag(" * ", "W/\"9f2c\""));
  EXPECT_FALSE(names_etag("\"9f2\"", "W/\"9f2c\""));
  EXPECT_FALSE(names_etag("9f2c", "W/\"9f2c\""));
  EXPECT_FALSE(names_etag("", "W/\"9f2c\""));
}

TEST(Router, RefusesBadPatterns) {
  Router router = sample_router();
  EXPECT_THROW(router.add("GET", "no-slash", says("")), std::invalid_argument);
  EXPECT_THROW(router.add("GET", "/a{id}", says("")), std::invalid_argument);
  EXPECT_THROW(router.add("HEAD", "/a", says("")), std::invalid_argument);
  EXPECT_THROW(router.add("GET", "/v1/sessions", says("")), std::invalid_argument);
}

TEST(Reply, AnswersOnceAndNeverNot) {
  const auto sink = std::make_shared<Caught>();
  {
    Reply answered(sink, {1, 2, 3});
    answered({201, "", "", {}});
    answered({202, "", "", {}});
    const Reply forgotten(sink, {4, 5, 6});
  }
  ASSERT_EQ(sink->all.size(), 2U);
  EXPECT_EQ(sink->all[0].response.status, 201);
  EXPECT_TRUE(sink->all[1].abandoned);
  EXPECT_EQ(sink->all[1].to.connection, 5U);
}

}  // namespace
}  // namespace muster::http
