// What is refused, through the real server: the status, and that the connection ends in order.
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/http/harness.h"

namespace muster::test {
namespace {

using http::Reply;
using http::Request;

struct Refusal {
  const char* what;
  std::string bytes;
  int status;
};

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, IsAnsweredAndClosed) {
  TestServer server([](Request, Reply) { ADD_FAILURE() << "the handler was called"; });
  RawClient client = server.client();
  // What follows a refused request must not be taken for a request.
  client.send(GetParam().bytes + get("/smuggled"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, GetParam().status);
  EXPECT_EQ(response->headers.at("connection"), "close");
  EXPECT_EQ(response->headers.at("content-type"), "application/problem+json");
  const auto body = nlohmann::json::parse(response->body);
  EXPECT_EQ(body["status"], GetParam().status);
  EXPECT_EQ(body["request_id"], response->headers.at("x-request-id"));
  EXPECT_TRUE(client.at_end());
}

std::string with_field(const std::string& field) {
  return "POST / HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n";
}

std::string with_many_fields() {
  std::string fields;
  for (int i = 0; i < 70; ++i) fields += std::to_string(i) + ": y\r\n";
  return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Server, Refused,
    testing::Values(
        Refusal{"nonsense", "nonsense\r\n\r\n", 400},
        Refusal{"bare_lf", "GET / HTTP/1.1\n\n", 400},
        Refusal{"lengths_conflict", with_field("Content-Length: 5\r\nContent-Length: 6"), 400},
        Refusal{"length_twice", with_field("Content-Length: 5\r\nContent-Length: 5"), 400},
        Refusal{"length_sign", with_field("Content-Length: +5"), 400},
        Refusal{"length_letters", with_field("Content-Length: 5abc"), 400},
        Refusal{"folded", with_field("X: y\r\n z"), 400},
        Refusal{"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
        Refusal{"two_hosts", with_field("Host: i"), 400},
        Refusal{"bad_escape", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        Refusal{"trace", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405},
        Refusal{"connect", "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", 405},
        Refusal{"chunked", with_field("Transfer-Encoding: chunked") + "0\r\n\r\n", 411},
        Refusal{"chunke", with_field("Transfer-Encoding: chunke"), 411},
        Refusal{"body_too_large", with_field("Content-Length: 8388609"), 413},
        Refusal{"body_absurd", with_field("Content-Length: 18446744073709551615"), 413},
        Refusal{"target_too_long", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n",
                414},
        Refusal{"gzip", with_field("Content-Encoding: gzip"), 415},
        Refusal{"long_head", with_field("X: " + std::string(20000, 'a')), 431},
        Refusal{"many_fields", with_many_fields(), 431}),
    [](const auto& test) { return std::string(test.param.what); });

TEST(ServerRefusals, Name405sMethods) {
  TestServer server(echo);
  RawClient client = server.client();
  const auto response = client.exchange("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(response->headers.at("allow"), "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
}

TEST(ServerRefusals, DoNotSendEverybodyBackAtOnce) {
  TestServer server([](Request, Reply reply) { reply(http::problem({"log_full", ErrorClass::retry, "", ""}, "")); });
  RawClient client = server.client();
  std::set<std::string> pauses;
  for (int i = 0; i < 100; ++i) pauses.insert(client.exchange(get("/"))->headers.at("retry-after"));
  EXPECT_EQ(pauses, (std::set<std::string>{"1", "2", "3", "4", "5"}));
}

TEST(ServerRefusals, ReachAClientThatIsStillSending) {
  TestServer server(echo);
  RawClient client = server.client();
  const std::string body(16 * 1024 * 1024, 'x');
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 16777216\r\n\r\n");
  EXPECT_TRUE(client.send(body));  // read and forgotten, rather than reset
  EXPECT_EQ(client.read_response()->status, 413);
  client.shutdown_write();
  EXPECT_TRUE(client.at_end());
}

TEST(ServerRefusals, KeepTheBodyLimitOfTheRoute) {
  http::Router router;
  router.add("POST", "/small", echo, {10, ""});
  router.add("POST", "/large", echo, {20'000'000, ""});
  http::ServerOptions options;
  options.body_limit = [&](const Request& request) { return router.body_limit(request); };
  TestServer server(
      [&](Request request, Reply reply) { router.handle(std::move(request), std::move(reply)); },
      options);
  EXPECT_EQ(server.client().exchange(post("/small", std::string(10, 'x')))->status, 200);
  EXPECT_EQ(server.client().exchange(post("/small", std::string(11, 'x')))->status, 413);
  EXPECT_EQ(server.client().exchange(post("/large", std::string(9'000'000, 'x')))->status, 200);
}

TEST(ServerRefusals, AreShapedByTheRenderer) {
  http::ServerOptions options;
  options.errors = [](const Error& error, const Request& request) {
    return http::Response{418, "text/plain", error.code + " " + request.path, {}};
  };
  TestServer server(echo, options);
  const auto response = server.client().exchange(
      "POST /tea HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_EQ(response->status, 418);
  EXPECT_EQ(response->body, "body_too_large /tea");
}

TEST(ServerRefusals, BodiesOverBudgetAreSentAway) {
  std::mutex mutex;
  std::vector<std::shared_ptr<Reply>> waiting;
  http::ServerOptions options;
  options.limits.in_flight_bodies = 1000;
  TestServer server(
      [&](Request, Reply reply) {
        const std::lock_guard lock(mutex);
        waiting.push_back(std::make_shared<Reply>(std::move(reply)));
      },
      options);
  RawClient first = server.client();
  first.send(post("/", std::string(800, 'x')));
  ASSERT_TRUE(eventually([&] { return server.stats().in_flight_body_bytes == 800; }));
  RawClient second = server.client();
  const auto refused = second.exchange(post("/", std::string(300, 'x')));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  const int retry_after = std::stoi(refused->headers.at("retry-after"));
  EXPECT_GE(retry_after, 1);
  EXPECT_LE(retry_after, 5);
  EXPECT_EQ(server.stats().over_budget, 1U);
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return waiting.size() == 1;
  }));
  (*waiting[0])({200, "", "", {}});
  EXPECT_EQ(first.read_response()->status, 200);
  EXPECT_TRUE(eventually([&] { return server.stats().in_flight_body_bytes == 0; }));
  RawClient third = server.client();
  third.send(post("/", std::string(800, 'x')));
  EXPECT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return waiting.size() == 2;
  }));
}

std::string part_of_post(std::size_t length, std::size_t sent) {
  return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" + std::string(sent, 'x');
}

TEST(ServerRefusals, ABodyThatIsPromisedTakesNothingFromOthers) {
  http::ServerOptions options;
  options.limits.in_flight_bodies = 1000;
  TestServer server(echo, options);
  std::vector<RawClient> promising;
  for (int i = 0; i < 20; ++i) {
    promising.push_back(server.client());
    promising.back().send(part_of_post(900, 1));
  }
  ASSERT_TRUE(eventually([&] { return server.stats().in_flight == 20 && server.stats().in_flight_body_bytes == 20; }));
  EXPECT_EQ(server.client().exchange(post("/", std::string(800, 'x')))->status, 200);
  EXPECT_EQ(server.stats().over_budget, 0U);
}

TEST(ServerRefusals, ABodyThatOutgrowsTheBudgetIsSentAwayAndGivesItBack) {
  http::ServerOptions options;
  options.limits.in_flight_bodies = 1000;
  TestServer server(echo, options);
  RawClient growing = server.client();
  growing.send(part_of_post(1200, 300));
  ASSERT_TRUE(eventually([&] { return server.stats().in_flight_body_bytes == 300; }));
  growing.send(std::string(900, 'x'));
  EXPECT_EQ(growing.read_response()->status, 503);
  EXPECT_TRUE(growing.at_end());
  EXPECT_TRUE(eventually([&] { return server.stats().in_flight_body_bytes == 0; }));
  EXPECT_EQ(server.client().exchange(post("/", std::string(1000, 'x')))->status, 200);
}

TEST(ServerRefusals, BodiesUnderWayHaveAShareByAddress) {
  http::ServerOptions options;
  options.limits.in_flight_bodies = 10'000;
  options.limits.peer_bodies = 500;
  TestServer server(echo, options);
  RawClient first = server.client();
  first.send(part_of_post(600, 450));
  ASSERT_TRUE(eventually([&] { return server.stats().in_flight_body_bytes == 450; }));
  RawClient second = server.client();
  second.send(part_of_post(600, 100));
  EXPECT_EQ(second.read_response()->status, 503);
  EXPECT_EQ(server.client().exchange(post("/", std::string(600, 'x')))->status, 200) << "what comes in one piece holds nothing";
  first.send(std::string(150, 'x'));
  EXPECT_EQ(first.read_response()->status, 200);
  RawClient third = server.client();
  third.send(part_of_post(600, 450));
  EXPECT_TRUE(eventually([&] { return server.stats().in_flight_body_bytes == 450; }));
  third.send(std::string(150, 'x'));
  EXPECT_EQ(third.read_response()->status, 200);
}

TEST(ServerRefusals, AnswersOverBudgetAreNotHeld) {
  http::ServerOptions options;
  constexpr std::size_t kLarge = 12 * 1024 * 1024;  // more than the sockets take
  options.limits.unsent_replies = 20 * 1024 * 1024;
  TestServer server(
      [](Request request, Reply reply) {
        reply({200, "", std::string(request.path == "/large" ? kLarge : 10, 'x'), {}});
      },
      options);
  RawClient slow = server.client(4096);
  slow.send(get("/large"));
  ASSERT_TRUE(eventually([&] { return server.stats().unsent_reply_bytes >= kLarge; }));
  const auto refused = server.client().exchange(get("/large"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(server.client().exchange(get("/small"))->status, 200);
  EXPECT_EQ(slow.read_response()->body.size(), kLarge);
  EXPECT_TRUE(eventually([&] { return server.stats().unsent_reply_bytes == 0; }));
  EXPECT_EQ(server.client().exchange(get("/large"))->status, 200);
}

}  // namespace
}  // namespace muster::test
