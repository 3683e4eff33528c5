// The HTTP server: Pistache's listener and workers, our parser, buffers and clocks.
// `start`, `drain` and `stop` belong to one thread; `port` and `stats` may come from any while the
// server runs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "api/http/options.h"
#include "api/http/reply.h"
#include "schemas/result.h"

namespace muster::http {

struct ServerStats {
  std::size_t connections = 0;
  std::size_t in_flight = 0;           // requests whose reply is not fully sent
  std::size_t in_flight_body_bytes = 0;
  std::size_t in_flight_body_limit = 0;  // bytes, as the next
  std::size_t unsent_reply_bytes = 0;
  std::size_t unsent_reply_limit = 0;
  std::uint64_t accepted = 0;
  std::uint64_t requests = 0;
  std::uint64_t late_completions = 0;  // answers whose client had gone
  std::uint64_t exceptions = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t over_budget = 0;
  std::uint64_t wakeups = 0;           // events handled; a spinning worker shows here
  std::uint64_t head_bytes_scanned = 0;
};

class Server {
 public:
  Server();
  ~Server();  // stops

  // errors: port_taken (refused), io_error (refused): an address that cannot be listened on.
  Status start(ServerOptions options, Handler handler);
  std::uint16_t port() const;

  // Idle connections close, every further reply says `Connection: close`; returns true once no
  // connection is left, false at the deadline (real time). The server still has to be stopped.
  bool drain(std::chrono::milliseconds deadline);
  // Cuts what is left; no thread of the server lives on. Replies completed later are dropped.
  void stop();

  ServerStats stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::http
