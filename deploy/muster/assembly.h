// A server, put together: the place that builds the object graph, with the parts that it is put together of (frontend.h, identity.h, core.h). One thread.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "deploy/muster/config.h"
#include "deploy/muster/stop_signal.h"
#include "schemas/result.h"

namespace muster::deploy {

// The settings as they are now. Adds to `wrong` as server_config (config.h).
using ReadAgain = std::function<NewSettings(std::vector<Error>& wrong)>;

class Assembly {
 public:
  Assembly(const ServerConfig& config, ingest::Policies policies, ReadAgain again);
  ~Assembly();

  // Answers HTTP (live, not ready), opens the log and what stands on it, waiting for a broker that is
  // away, then answers everything. Prints `listening on http://ADDRESS:PORT` on stdout. False: `stop`
  // was received first. errors: of address, log and store
  Result<bool> start(StopSignal& stop);

  // Until `stop`. On SIGHUP takes policies, keys of issuers and origins over from the settings, all of them or, where one is
  // wrong, none; says what it took, or why not, and what takes a restart.
  void run(StopSignal& stop);

  // Not ready; requests under way are answered, what is folded is committed.
  void shut_down();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// start, run, shut down; returns the exit code. `policies`: of the configuration's file. `again` reads the settings
// once more, on SIGHUP.
int run_server(const ServerConfig& config, ingest::Policies policies, ReadAgain again);

}  // namespace muster::deploy
