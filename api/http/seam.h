// What all connections of one server share. Constant after start but for atomics.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "api/http/budget.h"
#include "api/http/head_parser.h"
#include "api/http/options.h"
#include "api/http/peer_shares.h"
#include "api/http/reply.h"

namespace muster::http {

struct Counters {
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> late_completions{0};
  std::atomic<std::uint64_t> exceptions{0};
  std::atomic<std::uint64_t> timeouts{0};
  std::atomic<std::uint64_t> over_budget{0};
  std::atomic<std::uint64_t> wakeups{0};
  std::atomic<std::uint64_t> head_bytes_scanned{0};
};

struct Seam {
  Seam(ServerOptions server_options, Handler request_handler);

  void incident(std::string_view code, std::string_view request_id, std::string_view what) const;
  Response render(const Error& error, const Request& request) const;

  // Connections are counted here so that drain can wait for the last one.
  void connection_opened();
  void connection_closed();
  bool wait_until_empty(std::chrono::milliseconds deadline);

  const ServerOptions options;
  const Handler handler;
  const MonotonicClock& monotonic;
  const WallClock& wall;
  const HeadLimits head_limits;
  const std::size_t max_connections;
  Budget bodies;
  PeerShares peer_bodies;  // of those that are under way
  Budget unsent;
  Counters counters;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> in_flight{0};
  std::atomic<bool> draining{false};
  std::atomic<bool> stopping{false};

 private:
  std::mutex mutex_;
  std::condition_variable emptied_;
};

// Whoever sees a connection gone from the count sees its charges given back, too: so a connection
// declares this before everything that charges a budget.
class CountedConnection {
 public:
  explicit CountedConnection(Seam& seam) : seam_(seam) { seam_.connection_opened(); }
  ~CountedConnection() { seam_.connection_closed(); }
  CountedConnection(const CountedConnection&) = delete;
  CountedConnection& operator=(const CountedConnection&) = delete;

 private:
  Seam& seam_;
};

}  // namespace muster::http
