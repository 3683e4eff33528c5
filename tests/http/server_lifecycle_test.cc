// Starting, draining, stopping, and what is left behind.
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/http/harness.h"

namespace muster::test {
namespace {

using http::Reply;
using http::Request;
using http::Server;
using namespace std::chrono_literals;

std::size_t entries_of(const char* folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

TEST(Lifecycle, NamesATakenPort) {
  TestServer first(echo);
  Server second;
  http::ServerOptions options;
  options.port = first.server.port();
  const Status started = second.start(options, echo);
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().code, "port_taken");
  EXPECT_EQ(started.error().where, "127.0.0.1:" + std::to_string(options.port));
}

TEST(Lifecycle, NamesABadAddress) {
  Server server;
  http::ServerOptions options;
  options.address = "203.0.113.1";
  const Status started = server.start(options, echo);
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().code, "io_error");
}

TEST(Lifecycle, LeavesNoThreadAndNoDescriptor) {
  // Pistache 0.0.5 never closes its NotifyFds: two a worker and one of the listener.
  constexpr std::size_t kLostByPistache = 2 * 2 + 1;
  std::thread([] {}).join();  // a sanitizer starts a thread of its own with the first one
  const std::size_t threads = entries_of("/proc/self/task");
  const std::size_t files = entries_of("/proc/self/fd");
  for (int i = 0; i < 3; ++i) {
    TestServer server(echo);
    RawClient client = server.client();
    EXPECT_EQ(client.exchange(get("/"))->status, 200);
    EXPECT_GT(entries_of("/proc/self/task"), threads);
    server.server.stop();
    EXPECT_TRUE(client.at_end());
  }
  // Fewer where the first one had not quite gone when they were counted.
  EXPECT_TRUE(eventually([&] { return entries_of("/proc/self/task") <= threads; }));
  EXPECT_LE(entries_of("/proc/self/fd"), files + 3 * kLostByPistache);
}

TEST(Lifecycle, StopsTwiceAndUnstarted) {
  Server server;
  server.stop();
  EXPECT_EQ(server.port(), 0);
  EXPECT_TRUE(server.drain(1ms));
  ASSERT_TRUE(server.start({}, echo).ok());
  server.stop();
  server.stop();
}

struct Held {
  http::Handler handler() {
    return [this](Request request, Reply reply) {
      if (request.path == "/now") return reply({200, "", "now", {}});
      const std::lock_guard lock(mutex);
      replies.push_back(std::make_shared<Reply>(std::move(reply)));
    };
  }
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return replies.size();
  }
  std::mutex mutex;
  std::vector<std::shared_ptr<Reply>> replies;
};

TEST(Lifecycle, DrainFinishesWhatIsUnderWay) {
  Held held;
  TestServer server(held.handler());
  RawClient idle = server.client();
  idle.exchange(get("/now"));
  RawClient busy = server.client();
  busy.send(get("/later"));
  ASSERT_TRUE(eventually([&] { return held.count() == 1; }));
  bool drained = false;
  std::thread draining([&] { drained = server.server.drain(20s); });
  EXPECT_TRUE(idle.at_end());
  idle.close();
  RawClient late = server.client();
  const auto last = late.exchange(get("/now"));
  ASSERT_TRUE(last);
  EXPECT_EQ(last->headers.at("connection"), "close");
  late.close();
  (*held.replies[0])({200, "", "finished", {}});
  const auto response = busy.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "finished");
  EXPECT_EQ(response->headers.at("connection"), "close");
  EXPECT_TRUE(busy.at_end());
  busy.close();
  draining.join();
  EXPECT_TRUE(drained);
}

TEST(Lifecycle, DrainGivesUpAtItsDeadline) {
  Held held;
  TestServer server(held.handler());
  RawClient busy = server.client();
  busy.send(get("/later"));
  ASSERT_TRUE(eventually([&] { return held.count() == 1; }));
  EXPECT_FALSE(server.server.drain(50ms));
  server.server.stop();
  EXPECT_TRUE(busy.at_end());
  (*held.replies[0])({200, "", "too late", {}});  // into the void, without harm
}

TEST(Lifecycle, StopsWhileAnswersComeFromElsewhere) {
  Held held;
  auto server = std::make_unique<TestServer>(held.handler());
  std::vector<RawClient> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(server->client());
    clients.back().send(get("/later"));
  }
  ASSERT_TRUE(eventually([&] { return held.count() == 50; }));
  std::thread answering([&] {
    for (const auto& reply : held.replies) (*reply)({200, "", "answer", {}});
  });
  server->server.stop();
  answering.join();
  server.reset();
}

TEST(Lifecycle, ConnectionsOverTheCapAreSentAway) {
  http::ServerOptions options;
  options.limits.max_connections = 2;
  TestServer server(echo, options);
  RawClient first = server.client();
  RawClient second = server.client();
  EXPECT_EQ(first.exchange(get("/"))->status, 200);
  EXPECT_EQ(second.exchange(get("/"))->status, 200);
  RawClient third = server.client();
  const auto refused = third.read_response();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_TRUE(third.at_end());
  first.close();
  ASSERT_TRUE(eventually([&] { return server.stats().connections == 1; }));
  EXPECT_EQ(server.client().exchange(get("/"))->status, 200);
}

TEST(Lifecycle, ManyConnectionsComeAndGo) {
  TestServer server(echo);
  for (int round = 0; round < 10; ++round) {
    std::vector<RawClient> clients;
    for (int i = 0; i < 40; ++i) clients.push_back(server.client());
    for (RawClient& client : clients) client.send(get("/"));
    for (RawClient& client : clients) EXPECT_EQ(client.read_response()->status, 200);
  }
  EXPECT_EQ(server.stats().accepted, 400U);
  EXPECT_TRUE(eventually([&] { return server.stats().connections == 0; }));
}

}  // namespace
}  // namespace muster::test
