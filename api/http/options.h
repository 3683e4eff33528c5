// How the server is set up. Plain values, read once at start.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/message.h"
#include "api/http/problem.h"
#include "schemas/time.h"

namespace muster::http {

struct Limits {
  std::size_t max_head = 16 * 1024;                        // bytes, request line included
  std::size_t max_headers = 64;
  std::size_t max_target = 8 * 1024;
  std::size_t max_body = 8 * 1024 * 1024;                  // where the route names none
  std::size_t read_per_wakeup = 256 * 1024;
  std::size_t in_flight_bodies = 256 * 1024 * 1024;        // all connections together
  std::size_t peer_bodies = 64 * 1024 * 1024;              // of one address, while they are under way
  std::size_t unsent_replies = 64 * 1024 * 1024;           // all connections together; so of one, too
  std::size_t max_connections = 0;  // 0: RLIMIT_NOFILE - reserved_fds
  std::size_t reserved_fds = 256;   // files that the rest of the process may need
};

struct PhaseClocks {
  std::chrono::milliseconds header{10'000};  // from its first byte to its end
  std::chrono::milliseconds body{30'000};
  std::chrono::milliseconds body_stall{10'000};  // without 16 KiB, or the rest, coming
  std::chrono::milliseconds write{15'000};   // without 64 KiB, or the rest, being taken
  std::chrono::milliseconds idle{75'000};
  std::chrono::milliseconds linger{2'000};   // after the last reply, for the client to close
};

struct RequestDone {
  std::string_view method, route;  // empty: refused before they were known
  int status = 0;
  double seconds = 0;      // from the end of the head to the answer
  std::size_t bytes_in = 0;
  std::size_t bytes_out = 0;
  std::string_view request_id;  // empty: refused before one was read
  const AskedBy* asked_by = nullptr;  // where options ask for it; what is not known is empty
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;       // 0: any free one
  std::size_t workers = 2;
  Limits limits;
  PhaseClocks clocks;
  std::chrono::milliseconds tick{250};         // phase clocks are looked at, lost accepts replayed
  const MonotonicClock* monotonic = nullptr;   // null: the system's; must outlive the server
  const WallClock* wall = nullptr;             // for Date; null: the system's

  // These are called on worker threads, at the same time; they must not block or throw.
  std::function<std::optional<std::size_t>(const Request&)> body_limit;  // the body is not read yet
  ErrorRenderer errors;                                                  // null: problem+json
  std::function<void(const RequestDone&)> on_request_done;
  bool asked_by = false;  // it wants to know who asked
  // For the log: a code, the request's id if known, and what happened, e.g. an exception's text.
  std::function<void(std::string_view code, std::string_view request_id, std::string_view what)>
      on_incident;
};

}  // namespace muster::http
