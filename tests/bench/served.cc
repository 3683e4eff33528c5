#include "tests/bench/served.h"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "api/access/credentials.h"
#include "api/http/router.h"
#include "api/http/server.h"
#include "deploy/muster/clocks.h"
#include "deploy/muster/core.h"
#include "deploy/muster/log_lines.h"
#include "deploy/muster/open_log.h"
#include "ingest/policies.h"
#include "schemas/topics.h"
#include "tests/bench/measure.h"
#include "tests/bench/opened.h"

namespace muster::bench {
namespace {

constexpr double kReadyWithin = 120;  // seconds

deploy::ServerConfig config_of(const ServedOptions& options) {
  deploy::ServerConfig config;
  config.role = options.role;
  config.log.data = options.data;
  config.log.brokers = options.brokers;
  config.log.topic_prefix = options.topic_prefix;
  return config;
}

}  // namespace

struct Served::Impl {
  explicit Impl(const ServedOptions& options) : wall(options.wall != nullptr ? *options.wall : system_wall) {
    const deploy::ServerConfig config = config_of(options);
    deploy::OpenLog opened = need(deploy::open_log(config.log, true));
    log = opened.log.get();
    core = need(deploy::Core::open(config, {*credentials, policies, wall, monotonic, lines}, std::move(opened)));
    core->start();
    core->add_write_routes(router);
    core->add_read_routes(router);
    const double until = seconds_now() + kReadyWithin;
    while (!ready(options.role)) {
      if (seconds_now() > until) throw std::runtime_error("the server does not get ready");
      std::this_thread::yield();
    }
    http::ServerOptions served;
    served.body_limit = [this](const http::Request& request) { return router.body_limit(request); };
    const Status started = server.start(served, [this](http::Request request, http::Reply reply) {
      router.handle(std::move(request), std::move(reply));
    });
    if (!started.ok()) throw std::runtime_error(started.error().hint);
  }

  ~Impl() {
    server.stop();
    core->stop();
  }

  bool ready(deploy::Role role) const {
    if (!core->directory_caught_up()) return false;
    if (role == deploy::Role::door) return true;
    api::Readiness readiness;
    core->fill_in(readiness);
    return readiness.partitions_running == readiness.partitions;
  }

  const deploy::SystemWallClock system_wall;
  const WallClock& wall;
  const deploy::SystemMonotonicClock monotonic;
  deploy::LogLines lines{monotonic};
  const std::unique_ptr<access::Credentials> credentials = access::no_credentials();
  const ingest::Policies policies = ingest::Policies::built_in();
  log::EventLog* log = nullptr;  // the core's
  std::unique_ptr<deploy::Core> core;
  http::Router router;
  http::Server server;
};

Served::Served(const ServedOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Served::~Served() = default;

std::uint16_t Served::port() const { return impl_->server.port(); }

std::uint64_t Served::records() const {
  std::uint64_t records = 0;
  for (const Topic topic : kFoldedTopics) {
    for (log::Partition p = 0; p < impl_->log->partitions(); ++p) {
      records += static_cast<std::uint64_t>(need(impl_->log->end_offset(topic, p)) - need(impl_->log->log_start(topic, p)));
    }
  }
  return records;
}

}  // namespace muster::bench
