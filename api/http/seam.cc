#include "api/http/seam.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace muster::http {
namespace {

struct SystemMonotonic final : MonotonicClock {
  std::chrono::nanoseconds now() const override {
    return std::chrono::steady_clock::now().time_since_epoch();
  }
};

struct SystemWall final : WallClock {
  Timestamp now() const override {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
  }
};

const SystemMonotonic kSystemMonotonic;
const SystemWall kSystemWall;

// Fewer than the files that may be open: with none left accept() fails at once and for ever, and
// Pistache's listener would spin on it.
std::size_t connection_cap(const Limits& limits) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  const std::size_t open_files = files.rlim_cur == RLIM_INFINITY ? 1'000'000 : files.rlim_cur;
  const std::size_t reserved = std::min(limits.reserved_fds, open_files / 2);
  const std::size_t cap = open_files - reserved;
  return limits.max_connections == 0 ? cap : std::min(limits.max_connections, cap);
}

}  // namespace

Seam::Seam(ServerOptions server_options, Handler request_handler)
    : options(std::move(server_options)),
      handler(std::move(request_handler)),
      monotonic(options.monotonic != nullptr ? *options.monotonic : kSystemMonotonic),
      wall(options.wall != nullptr ? *options.wall : kSystemWall),
      head_limits{options.limits.max_head, options.limits.max_headers, options.limits.max_target},
      max_connections(connection_cap(options.limits)),
      bodies(options.limits.in_flight_bodies),
      peer_bodies(options.limits.peer_bodies),
      unsent(options.limits.unsent_replies) {}

void Seam::incident(std::string_view code, std::string_view request_id,
                    std::string_view what) const {
  if (options.on_incident) options.on_incident(code, request_id, what);
}

Response Seam::render(const Error& error, const Request& request) const {
  return options.errors ? options.errors(error, request) : render_problem(error, request);
}

void Seam::connection_opened() { connections.fetch_add(1); }

void Seam::connection_closed() {
  if (connections.fetch_sub(1) == 1 && (draining || stopping)) {
    const std::lock_guard lock(mutex_);
    emptied_.notify_all();
  }
}

bool Seam::wait_until_empty(std::chrono::milliseconds deadline) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, deadline, [this] { return connections == 0; });
}

}  // namespace muster::http
