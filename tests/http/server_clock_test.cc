// The clock of each phase, moved by hand: no test here waits for real time to pass.
#include <memory>
#include <string>

#include "tests/http/harness.h"

namespace muster::test {
namespace {

using http::Reply;
using http::Request;
using namespace std::chrono_literals;

TEST(Clocks, DawdlersMeetTheirClocks) {
  TestServer server(echo);
  RawClient head = server.client();
  head.send("GET / HT");
  RawClient body = server.client();
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  RawClient idle = server.client();
  idle.exchange(get("/"));
  ASSERT_TRUE(eventually([&] {
    return server.stats().in_flight == 1 && server.stats().head_bytes_scanned >= 8 + 31;
  }));
  server.advance(9s);
  EXPECT_EQ(server.client().exchange(get("/"))->status, 200);
  EXPECT_EQ(server.stats().timeouts, 0U);
  server.advance(2s);
  EXPECT_EQ(head.read_response()->status, 408);
  EXPECT_TRUE(head.at_end());
  server.advance(31s);
  EXPECT_EQ(body.read_response()->status, 408);
  EXPECT_TRUE(body.at_end());
  EXPECT_EQ(idle.exchange(get("/"))->status, 200);
  EXPECT_TRUE(eventually([&] {
    server.advance(76s);  // again where the worker had not yet turned idle
    return server.stats().connections == 0;
  }));
  EXPECT_TRUE(idle.at_end());
  EXPECT_EQ(server.stats().timeouts, 2U);
}

TEST(Clocks, ABodyThatDoesNotComeOnIsCut) {
  constexpr std::size_t kLength = 100'000;
  TestServer server(echo);
  RawClient slow = server.client(), steady = server.client();
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(kLength) + "\r\n\r\n";
  slow.send(head + std::string(20'000, 'x'));
  steady.send(head + std::string(20'000, 'x'));
  ASSERT_TRUE(eventually([&] { return server.stats().in_flight_body_bytes == 40'000; }));
  server.advance(6s);
  slow.send(std::string(1'000, 'x'));
  steady.send(std::string(40'000, 'x'));
  ASSERT_TRUE(eventually([&] { return server.stats().in_flight_body_bytes > 40'000 + 40'000; })) << "room for twice as much each";
  server.advance(6s);
  EXPECT_EQ(slow.read_response()->status, 408);
  EXPECT_TRUE(slow.at_end());
  steady.send(std::string(40'000, 'x'));
  EXPECT_EQ(steady.read_response()->status, 200);
}

TEST(Clocks, AReaderThatStopsIsCut) {
  constexpr std::size_t kLarge = 12 * 1024 * 1024;
  TestServer server(
      [](Request, Reply reply) { reply({200, "", std::string(kLarge, 'x'), {}}); });
  RawClient deaf = server.client(4096);
  deaf.send(get("/"));
  ASSERT_TRUE(eventually([&] { return server.stats().unsent_reply_bytes > 0; }));
  EXPECT_TRUE(eventually([&] {
    server.advance(16s);  // again where the worker was still filling the socket
    return server.stats().connections == 0;
  }));
  EXPECT_EQ(server.stats().unsent_reply_bytes, 0U);
}

TEST(Clocks, AClientThatNeverClosesIsCutAfterItsLastAnswer) {
  TestServer server(echo);
  RawClient client = server.client();
  EXPECT_EQ(client.exchange(get("/", "Connection: close\r\n"))->status, 200);
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(server.stats().connections, 1U);
  server.advance(3s);
  EXPECT_TRUE(eventually([&] { return server.stats().connections == 0; }));
}

TEST(Clocks, AnAnswerFromElsewhereTouchesItsOwnConnectionAlone) {
  std::mutex mutex;
  std::unique_ptr<Reply> waiting;
  http::ServerOptions options;
  options.workers = 1;
  options.tick = 1h;
  TestServer server(
      [&](Request request, Reply reply) {
        if (request.path != "/later") return echo(std::move(request), std::move(reply));
        const std::lock_guard lock(mutex);
        waiting = std::make_unique<Reply>(std::move(reply));
      },
      std::move(options));
  RawClient idle = server.client();
  ASSERT_EQ(idle.exchange(get("/"))->status, 200);
  RawClient other = server.client();
  other.send(get("/later"));
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return waiting != nullptr;
  }));
  server.advance(76s);  // the idle one is due, at the next tick
  (*waiting)({200, "", "now", {}});
  EXPECT_EQ(other.read_response()->body, "now");
  const auto answer = idle.exchange(get("/"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
}

TEST(Clocks, HandlersMayTakeTheirTime) {
  std::mutex mutex;
  std::unique_ptr<Reply> waiting;
  TestServer server([&](Request, Reply reply) {
    const std::lock_guard lock(mutex);
    waiting = std::make_unique<Reply>(std::move(reply));
  });
  RawClient client = server.client();
  client.send(get("/"));
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return waiting != nullptr;
  }));
  server.advance(1h);
  (*waiting)({200, "", "at last", {}});
  EXPECT_EQ(client.read_response()->body, "at last");
}

}  // namespace
}  // namespace muster::test
