// Clients that abort, dawdle, flood, and handlers that fail: each was a defect of the layer that
// this one replaces.
#include <condition_variable>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/http/harness.h"

namespace muster::test {
namespace {

using http::Reply;
using http::Request;
using namespace std::chrono_literals;

// Answers from a thread of its own, as the log's callbacks do.
class Elsewhere {
 public:
  Elsewhere() : thread_([this] { run(); }) {}
  ~Elsewhere() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;

  void answer(std::string body, Reply reply) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back({std::move(body), std::make_unique<Reply>(std::move(reply))});
    }
    changed_.notify_all();
  }

 private:
  struct Job {
    std::string body;
    std::unique_ptr<Reply> reply;
  };

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return done_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      (*job.reply)({200, "", std::move(job.body), {}});
      job.reply.reset();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool done_ = false;
  std::thread thread_;
};

// Some clients send and abort at once, others read: each reader must get its own answer only.
void abort_and_read(std::uint16_t port) {
  constexpr int kRounds = 1500;
  std::atomic<int> wrong{0};
  std::vector<std::thread> clients;
  for (int t = 0; t < 2; ++t) {
    clients.emplace_back([port, t] {
      for (int i = 0; i < kRounds; ++i) {
        RawClient client(port);
        client.send(post("/abort", std::string(static_cast<std::size_t>(i % 300), 'a' + t)));
        client.abort();
      }
    });
    clients.emplace_back([port, t, &wrong] {
      std::unique_ptr<RawClient> client;
      for (int i = 0; i < kRounds; ++i) {
        if (i % 50 == 0) client = std::make_unique<RawClient>(port);
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        const auto response = client->exchange(post("/read", id, "X-Request-Id: " + id + "\r\n"));
        if (!response || response->body != id || response->headers.at("x-request-id") != id) {
          ++wrong;
        }
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Hostile, EveryAnswerIsItsOwnRequestsWhileOthersAbort) {
  TestServer server(
      [](Request request, Reply reply) { reply({200, "", std::move(request.body), {}}); });
  abort_and_read(server.server.port());
}

TEST(Hostile, EveryLateAnswerIsItsOwnRequestsWhileOthersAbort) {
  Elsewhere elsewhere;
  TestServer server([&](Request request, Reply reply) {
    elsewhere.answer(std::move(request.body), std::move(reply));
  });
  abort_and_read(server.server.port());
  EXPECT_TRUE(eventually([&] {
    const http::ServerStats stats = server.stats();
    return stats.connections == 0 && stats.in_flight == 0 && stats.in_flight_body_bytes == 0;
  }));
}

TEST(Hostile, AnAnswerToAClientThatHasGoneIsDropped) {
  std::mutex mutex;
  std::unique_ptr<Reply> waiting;
  TestServer server([&](Request request, Reply reply) {
    if (request.path == "/now") return reply({200, "", "now", {}});
    const std::lock_guard lock(mutex);
    waiting = std::make_unique<Reply>(std::move(reply));
  });
  RawClient gone = server.client();
  gone.send(get("/later"));
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return waiting != nullptr;
  }));
  gone.abort();
  ASSERT_TRUE(eventually([&] { return server.stats().connections == 0; }));
  RawClient other = server.client();  // which may well get the descriptor of the first
  EXPECT_EQ(other.exchange(get("/now"))->body, "now");
  (*waiting)({200, "", "later", {}});
  EXPECT_TRUE(eventually([&] { return server.stats().late_completions == 1; }));
  EXPECT_EQ(other.exchange(get("/now"))->body, "now");
}

TEST(Hostile, FailuresOfHandlersAre500WithoutDetails) {
  std::mutex mutex;
  std::vector<std::string> incidents;
  http::ServerOptions options;
  options.on_incident = [&](std::string_view, std::string_view id, std::string_view what) {
    const std::lock_guard lock(mutex);
    incidents.push_back(std::string(id) + " " + std::string(what));
  };
  TestServer server(
      [](Request request, Reply reply) {
        if (request.path == "/throw") throw std::runtime_error("secret");
        if (request.path == "/throw-int") throw 7;
        if (request.path == "/split") return reply({200, "", "", {{"X", "a\r\nSet-Cookie: b"}}});
        if (request.path == "/ok") return reply({200, "", "ok", {}});
      },
      options);
  RawClient client = server.client();
  for (const std::string path : {"/throw", "/throw-int", "/forget", "/split"}) {
    const auto response = client.exchange(get(path, "X-Request-Id: id-1\r\n"));
    ASSERT_TRUE(response) << path;
    EXPECT_EQ(response->status, 500) << path;
    EXPECT_EQ(response->headers.at("x-request-id"), "id-1");
    EXPECT_EQ(response->headers.count("set-cookie"), 0U);
    EXPECT_NE(response->body.find("\"code\":\"internal\""), std::string::npos);
    EXPECT_NE(response->body.find("id-1"), std::string::npos);
    EXPECT_EQ(response->body.find("secret"), std::string::npos);
  }
  EXPECT_EQ(client.exchange(get("/ok"))->body, "ok");
  EXPECT_EQ(server.stats().exceptions, 2U);
  const std::lock_guard lock(mutex);
  EXPECT_EQ(incidents.front(), "id-1 secret");
}

TEST(Hostile, AFailingRendererCostsItsOwnConnectionOnly) {
  http::ServerOptions options;
  options.workers = 1;
  options.errors = [](const Error&, const Request&) -> http::Response {
    throw std::runtime_error("cannot render");
  };
  TestServer server(
      [](Request request, Reply reply) {
        if (request.path == "/ok") reply({200, "", "ok", {}});
      },
      options);
  RawClient good = server.client();
  EXPECT_EQ(good.exchange(get("/ok"))->status, 200);
  RawClient bad = server.client();
  bad.send(get("/forgotten"));
  EXPECT_TRUE(bad.at_end());
  RawClient worse = server.client();
  worse.send("nonsense\r\n\r\n");
  EXPECT_TRUE(worse.at_end());
  EXPECT_EQ(good.exchange(get("/ok"))->status, 200);
}

TEST(Hostile, UnreadAnswersDoNotSpinAWorker) {
  http::ServerOptions options;
  options.workers = 1;
  options.tick = 10s;
  TestServer server(
      [](Request request, Reply reply) {
        reply({200, "", std::string(request.path == "/large" ? 100'000 : 1, 'x'), {}});
      },
      options);
  RawClient deaf = server.client(4096);
  std::string requests;
  constexpr int kMany = 200;
  for (int i = 0; i < kMany; ++i) requests += get("/large");
  deaf.send(requests);
  ASSERT_TRUE(eventually([&] { return server.stats().unsent_reply_bytes > 0; }));
  RawClient other = server.client();
  other.exchange(get("/"));
  const auto before = server.stats();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(other.exchange(get("/"))->status, 200);
  const auto after = server.stats();
  EXPECT_LE(after.wakeups - before.wakeups, 150U);    // one a request, and a few
  EXPECT_LE(after.unsent_reply_bytes, 101'000U);      // one answer, not two hundred
  for (int i = 0; i < kMany; ++i) {
    const auto response = deaf.read_response();
    ASSERT_TRUE(response) << i;
    EXPECT_EQ(response->body.size(), 100'000U);
  }
}

TEST(Hostile, ASlowReaderHoldsNobodyUp) {
  http::ServerOptions options;
  options.workers = 1;
  constexpr std::size_t kLarge = 12 * 1024 * 1024;
  TestServer server(
      [](Request request, Reply reply) {
        reply({200, "", std::string(request.path == "/large" ? kLarge : 1, 'x'), {}});
      },
      options);
  RawClient slow = server.client(4096);
  slow.send(get("/large"));
  RawClient quick = server.client();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(quick.exchange(get("/"))->status, 200);
  EXPECT_GT(server.stats().unsent_reply_bytes, 0U);
  EXPECT_EQ(slow.read_response()->body.size(), kLarge);
}

TEST(Hostile, AFloodOfHeaderBytesIsLookedAtOnce) {
  http::ServerOptions options;
  options.limits.max_head = 1024 * 1024;
  options.limits.max_headers = 1'000'000;
  TestServer server(echo, options);
  RawClient client = server.client();
  std::string flood = "GET / HTTP/1.1\r\nHost: h\r\n";
  while (flood.size() < 600'000) flood += std::to_string(flood.size()) + ": y\r\n";
  flood += "\r\n";
  for (std::size_t at = 0; at < flood.size(); at += 1000) {
    client.send(std::string_view(flood).substr(at, 1000));
  }
  EXPECT_EQ(client.read_response()->status, 200);
  EXPECT_EQ(server.stats().head_bytes_scanned, flood.size());
}

}  // namespace
}  // namespace muster::test
