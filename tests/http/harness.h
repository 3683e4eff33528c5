// A server under test with a clock that only the test moves.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "api/http/router.h"
#include "api/http/server.h"
#include "schemas/time.h"
#include "tests/http/raw_client.h"

namespace muster::test {

class FakeMonotonic final : public MonotonicClock {
 public:
  std::chrono::nanoseconds now() const override { return std::chrono::nanoseconds(ns_.load()); }
  void advance(std::chrono::nanoseconds by) { ns_ += by.count(); }

 private:
  std::atomic<std::int64_t> ns_{3'600'000'000'000};
};

// Waits for another thread's doing; false at the deadline.
inline bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

struct TestServer {
  static http::ServerOptions ticking_fast() {
    http::ServerOptions options;
    options.tick = std::chrono::milliseconds(2);
    return options;
  }
  explicit TestServer(http::Handler handler, http::ServerOptions options = ticking_fast()) {
    options.monotonic = &clock;
    const Status started = server.start(std::move(options), std::move(handler));
    EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error().hint);
  }

  RawClient client(int receive_buffer = 0) { return RawClient(server.port(), receive_buffer); }
  http::ServerStats stats() const { return server.stats(); }
  void advance(std::chrono::nanoseconds by) { clock.advance(by); }  // seen at the next tick

  FakeMonotonic clock;
  http::Server server;
};

inline std::string get(const std::string& target, const std::string& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: test\r\n" + more + "\r\n";
}

inline std::string post(const std::string& target, const std::string& body,
                        const std::string& more = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: test\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

// Says back what it was asked.
inline void echo(http::Request request, http::Reply reply) {
  reply({200, "text/plain", request.method + " " + request.target + " " + request.body, {}});
}

}  // namespace muster::test
