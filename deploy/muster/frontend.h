// What answers HTTP. It listens before the log is there: live, not ready, and everything else 503,
// until serve() gives it routes, at first perhaps of writes alone. One thread drives it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/access/credentials.h"
#include "api/health.h"
#include "api/http/server.h"
#include "api/metrics.h"
#include "deploy/muster/clocks.h"
#include "deploy/muster/config.h"
#include "deploy/muster/log_lines.h"

namespace muster::deploy {

class Frontend {
 public:
  struct Parts {
    const access::Credentials& credentials;
    const WallClock& wall;
    const MonotonicClock& monotonic;
    LogLines& lines;
    api::ReadinessSource readiness;  // any thread
    api::Figures figures;            // any thread; those of the server come here
  };
  Frontend(const ServerConfig& config, Parts parts);
  ~Frontend();  // stops

  // errors: port_taken, io_error (refused)
  Status listen();
  std::uint16_t port() const;

  // A router with what any process answers: /livez, /readyz, /metrics unless it has its own address.
  http::Router base_router() const;
  // The same for as long as the state is not there: what is not added to it is answered 503.
  http::Router starting_router() const;
  // Whose pages may read answers, from the next request on. Any thread.
  void allow_origins(std::vector<std::string> origins);

  // From now on requests go to `router`, which lives until stop().
  void serve(const http::Router& router);

  // Lets requests finish; true where all did in time.
  bool drain(std::chrono::milliseconds at_most);
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::deploy
