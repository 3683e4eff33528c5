// A server, put together: the only place that builds the object graph. One thread.
#pragma once

#include <memory>

#include "deploy/muster/config.h"
#include "deploy/muster/stop_signal.h"
#include "schemas/result.h"

namespace muster::deploy {

class Assembly {
 public:
  explicit Assembly(const ServerConfig& config);
  ~Assembly();

  // Answers HTTP (live, not ready), opens the log and what stands on it, waiting for a broker that is
  // away, then answers everything. Prints `listening on http://ADDRESS:PORT` on stdout. False: `stop`
  // was received first. errors: of policies, address, log and store
  Result<bool> start(StopSignal& stop);

  // Until `stop`.
  void run(StopSignal& stop);

  // Not ready; requests under way are answered, what is folded is committed.
  void shut_down();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// start, run, shut down; returns the exit code.
int run_server(const ServerConfig& config);

}  // namespace muster::deploy
