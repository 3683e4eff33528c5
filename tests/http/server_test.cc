// What a well-behaved client meets.
#include <memory>
#include <string>
#include <vector>

#include "tests/http/harness.h"

namespace muster::test {
namespace {

using http::Reply;
using http::Request;
using namespace std::chrono_literals;

TEST(Server, Answers) {
  TestServer server(echo);
  RawClient client = server.client();
  const auto response = client.exchange(post("/a?b=c", "body", "X-Request-Id: mine\r\n"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "POST /a?b=c body");
  EXPECT_EQ(response->headers.at("x-request-id"), "mine");
  EXPECT_EQ(response->headers.at("content-type"), "text/plain");
  EXPECT_EQ(response->headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(response->headers.count("date"), 1U);
  EXPECT_EQ(response->headers.count("connection"), 0U);
  EXPECT_EQ(response->headers.count("cache-control"), 0U);
}

TEST(Server, MakesARequestIdWhereTheClientsIsNone) {
  TestServer server([](Request request, Reply reply) { reply({200, "", request.request_id, {}}); });
  RawClient client = server.client();
  const auto first = client.exchange(get("/"));
  const auto second = client.exchange(get("/", "X-Request-Id: not good\r\n"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->headers.at("x-request-id"), first->body);
  EXPECT_EQ(first->body.size(), 16U);
  EXPECT_EQ(second->headers.at("x-request-id"), second->body);
  EXPECT_NE(first->body, second->body);
}

TEST(Server, TellsThePeersAddress) {
  TestServer server(
      [](Request request, Reply reply) { reply({200, "", request.peer_address, {}}); });
  EXPECT_EQ(server.client().exchange(get("/"))->body, "127.0.0.1");
}

TEST(Server, KeepsAConnectionOrClosesIt) {
  TestServer server(echo);
  RawClient client = server.client();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.exchange(get("/"))->status, 200);
  const auto last = client.exchange(get("/", "Connection: close\r\n"));
  EXPECT_EQ(last->headers.at("connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(Server, SpeaksHttp10) {
  TestServer server(echo);
  RawClient client = server.client();
  const auto kept = client.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept->headers.at("connection"), "keep-alive");
  const auto last = client.exchange("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(last->status, 200);
  EXPECT_EQ(last->headers.at("connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(Server, AnswersHeadWithoutTheBody) {
  TestServer server(echo);
  RawClient client = server.client();
  client.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto head = client.read_response(true);
  EXPECT_EQ(head->headers.at("content-length"), std::to_string(std::string("HEAD /x ").size()));
  EXPECT_EQ(client.exchange(get("/y"))->body, "GET /y ");
}

TEST(Server, AnswersWithoutABody) {
  TestServer server([](Request request, Reply reply) {
    reply({request.path == "/204" ? 204 : 304, "text/plain", "ignored", {}});
  });
  RawClient client = server.client();
  for (const std::string path : {"/204", "/304", "/204"}) {
    const auto response = client.exchange(get(path));
    EXPECT_EQ(response->status, std::stoi(path.substr(1)));
    EXPECT_EQ(response->headers.count("content-length"), 0U);
  }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  TestServer server(echo);
  RawClient client = server.client();
  std::string requests;
  constexpr int kMany = 500;
  for (int i = 0; i < kMany; ++i) {
    const std::string n = std::to_string(i);
    requests += i % 2 == 0 ? get("/" + n) : post("/" + n, "body " + n);
  }
  client.send(requests);
  for (int i = 0; i < kMany; ++i) {
    const auto response = client.read_response();
    ASSERT_TRUE(response) << i;
    const std::string n = std::to_string(i);
    EXPECT_EQ(response->body, i % 2 == 0 ? "GET /" + n + " " : "POST /" + n + " body " + n);
  }
}

TEST(Server, HoldsThePipelineUntilAnAnswerIsOut) {
  std::mutex mutex;
  std::vector<std::shared_ptr<Reply>> waiting;
  TestServer server([&](Request, Reply reply) {
    const std::lock_guard lock(mutex);
    waiting.push_back(std::make_shared<Reply>(std::move(reply)));
  });
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return waiting.size();
  };
  RawClient client = server.client();
  client.send(get("/1") + get("/2"));
  ASSERT_TRUE(eventually([&] { return count() == 1; }));
  RawClient other = server.client();
  other.send(get("/3"));
  ASSERT_TRUE(eventually([&] { return count() >= 2; }));
  EXPECT_EQ(server.stats().requests, 2U);
  (*waiting[0])({200, "", "first", {}});
  EXPECT_EQ(client.read_response()->body, "first");
  ASSERT_TRUE(eventually([&] { return count() == 3; }));
  (*waiting[2])({200, "", "second", {}});
  EXPECT_EQ(client.read_response()->body, "second");
  const std::lock_guard lock(mutex);
  waiting.clear();
}

TEST(Server, TakesARequestSplitAnywhere) {
  http::ServerOptions options;
  options.workers = 1;
  TestServer server(echo, options);
  const std::string request = post("/split", "some body", "X-Long: value\r\n");
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    RawClient client = server.client();
    const auto before = server.stats().accepted;
    ASSERT_TRUE(eventually([&] { return server.stats().accepted >= before; }));
    const auto wakeups = server.stats().wakeups;
    client.send(std::string_view(request).substr(0, cut));
    ASSERT_TRUE(eventually([&] { return server.stats().wakeups > wakeups; }));
    const auto response = client.exchange(std::string_view(request).substr(cut));
    ASSERT_TRUE(response) << cut;
    EXPECT_EQ(response->body, "POST /split some body") << cut;
  }
}

TEST(Server, TakesRequestsByteByByte) {
  TestServer server(echo);
  RawClient client = server.client();
  const std::string requests = post("/1", "one") + get("/2");
  for (const char c : requests) client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.read_response()->body, "POST /1 one");
  EXPECT_EQ(client.read_response()->body, "GET /2 ");
}

TEST(Server, TakesALargeBody) {
  TestServer server(
      [](Request request, Reply reply) { reply({200, "", std::move(request.body), {}}); });
  RawClient client = server.client();
  std::string body(8 * 1024 * 1024, 'x');
  for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('a' + i % 26);
  const auto response = client.exchange(post("/", body));
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->body == body);
  EXPECT_TRUE(eventually([&] { return server.stats().in_flight == 0; }));
  EXPECT_EQ(server.stats().in_flight_body_bytes, 0U);
  EXPECT_EQ(server.stats().unsent_reply_bytes, 0U);
}

TEST(Server, AsksForTheBody) {
  TestServer server(echo);
  RawClient client = server.client();
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_response()->status, 100);
  EXPECT_EQ(client.exchange("body")->body, "POST / body");
  // A client that does not wait is not asked.
  EXPECT_EQ(client.exchange(post("/", "body", "Expect: 100-continue\r\n"))->status, 200);
}

TEST(Server, AnswersAClientThatHasClosedItsSide) {
  std::mutex mutex;
  std::shared_ptr<Reply> waiting;
  TestServer server([&](Request request, Reply reply) {
    if (request.path != "/later") return reply({200, "", "now", {}});
    const std::lock_guard lock(mutex);
    waiting = std::make_shared<Reply>(std::move(reply));
  });
  RawClient client = server.client();
  client.send(get("/now") + get("/later") + get("/now"));
  client.shutdown_write();
  EXPECT_EQ(client.read_response()->body, "now");
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return waiting != nullptr;
  }));
  const auto wakeups = server.stats().wakeups;
  for (int i = 0; i < 20; ++i) server.client().exchange(get("/now"));
  EXPECT_LT(server.stats().wakeups - wakeups, 200U);  // the half-closed one does not spin
  (*waiting)({200, "", "later", {}});
  EXPECT_EQ(client.read_response()->body, "later");
  EXPECT_EQ(client.read_response()->body, "now");
  EXPECT_TRUE(client.at_end());
}

TEST(Server, TellsTheMetrics) {
  std::mutex mutex;
  std::vector<std::string> done;
  http::ServerOptions options;
  options.on_request_done = [&](const http::RequestDone& request) {
    const std::lock_guard lock(mutex);
    done.push_back(std::string(request.route) + " " + std::to_string(request.status) + " " +
                   std::to_string(request.bytes_in));
  };
  http::Router router;
  router.add("POST", "/v1/{id}", echo);
  TestServer server([&](Request request, Reply reply) { router.handle(std::move(request), std::move(reply)); },
                    options);
  RawClient client = server.client();
  client.exchange(post("/v1/7", "body"));
  client.exchange(get("/nowhere"));
  client.exchange("nonsense\r\n\r\n");
  const std::lock_guard lock(mutex);
  EXPECT_EQ(done, (std::vector<std::string>{"/v1/{id} 200 4", " 404 0", " 400 0"}));
}

}  // namespace
}  // namespace muster::test
