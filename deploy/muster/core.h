// What stands behind the HTTP of a server, once its log is open: store, directory, tasks, door, api.
// Made and ended by one thread; fill_in() and append_figures() may be asked by any.
#pragma once

#include <memory>
#include <vector>

#include "api/access/credentials.h"
#include "api/health.h"
#include "api/http/router.h"
#include "api/metrics.h"
#include "deploy/muster/config.h"
#include "deploy/muster/identity.h"
#include "deploy/muster/log_lines.h"
#include "deploy/muster/open_log.h"
#include "ingest/policies.h"
#include "schemas/time.h"

namespace muster::deploy {

class Core {
 public:
  struct Parts {
    const access::Credentials& credentials;
    const ingest::Policies& policies;
    const WallClock& wall;
    const MonotonicClock& monotonic;
    LogLines& lines;
    Identity* identity = nullptr;  // whose credentials those are; null: there are no calls of accounts
  };

  // errors: those of open_state
  static Result<std::unique_ptr<Core>> open(const ServerConfig& config, const Parts& parts, OpenLog log);
  ~Core();

  // Starts to follow the log.
  void start();
  // True once the directory is known: before, the door would refuse places that there are.
  bool directory_caught_up() const;
  // A state that was not there is being made of what the log holds: answers would be of a part of it.
  bool rebuilding() const;
  // The routes of the role: those that need log and directory alone, and those that need the state. Before the
  // server goes on to this router, which must end first.
  void add_write_routes(http::Router& router);
  void add_read_routes(http::Router& router);

  // Says on stderr what changed about the partitions and the directory; lets waits run out. Call a few
  // times a second, from start() on.
  void look();

  // Answers who waits for something to happen, as reads of changes do. Before the server drains.
  void end_waits();

  // The policies of check-ins from now on. Any thread.
  void use(ingest::Policies policies);

  // After the server has drained: ends what follows the log, with a last commit.
  void stop();

  void fill_in(api::Readiness& readiness) const;
  void append_figures(std::vector<api::Figure>& out) const;

 private:
  struct Impl;

 public:
  explicit Core(std::unique_ptr<Impl> impl);  // open() alone can make an Impl

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::deploy
