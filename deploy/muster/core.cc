#include "deploy/muster/core.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/access/audit.h"
#include "api/admin.h"
#include "api/api.h"
#include "api/changes.h"
#include "api/closing.h"
#include "api/dialects/dialects.h"
#include "api/not_yet.h"
#include "deploy/muster/crash_hook.h"
#include "deploy/muster/metered_log.h"
#include "deploy/muster/open_state.h"
#include "deploy/muster/process_figures.h"
#include "deploy/muster/webhook.h"
#include "ingest/routes.h"
#include "processors/directory_follower.h"
#include "processors/pinned.h"
#include "processors/runner.h"
#include "projections/rocks_store.h"
#include "projections/snapshot.h"

namespace muster::deploy {
namespace {

using processors::TaskState;

// Of all partitions together; what one of them needs to be worth having.
constexpr std::size_t kSubjectBytes = std::size_t{64} << 20;
constexpr std::size_t kLeastSubjectBytes = std::size_t{4} << 20;

processors::RunnerOptions runner_options(const ServerConfig& config, log::Partition partitions, const processors::ReachedHook& at) {
  processors::RunnerOptions options;
  const std::size_t share = std::max(kLeastSubjectBytes, kSubjectBytes / partitions);
  options.task.engine.dirty_bytes = share;
  options.task.engine.cached_bytes = share;
  options.threads = config.threads;
  options.task.announce = config.role != Role::replica;
  options.task.store_name = (config.log.data / "state").string();
  options.task.at = at;
  options.emitter.at = at;
  return options;
}

}  // namespace

api::dialects::Options dialect_options(const ServerConfig&) {
  return {*access::Networks::parse({"127.0.0.0/8"}), {}};
}

// What makes and answers projections: not in a process that is the door alone.
std::filesystem::path snapshots_of(const ServerConfig& config) {
  return std::filesystem::absolute(config.snapshots.empty() ? config.log.data / "snapshots" : config.snapshots);
}

struct ReadSide {
  ReadSide(const ServerConfig& config, const Core::Parts& parts, access::Audit& audit, log::EventLog& log, processors::Directory& directory,
              processors::Progress& progress, std::unique_ptr<projections::RocksStore> opened, const processors::ReachedHook& at)
      : store(std::move(opened)),
        api(api::Services{parts.credentials, audit, *store, directory, progress, parts.wall, parts.monotonic, log.partitions(),
                          log.epoch(), config.cursor_key}),
        states(log.partitions(), TaskState::opening),
        admin(parts.credentials, parts.wall, [this, folder = snapshots_of(config), &wall = parts.wall](const std::string& name) {
          return snapshot(folder / name, wall.now());
        }) {
    const auto options = runner_options(config, log.partitions(), at);
    dirty_limit = options.task.engine.dirty_bytes * log.partitions();
    runner.emplace(processors::TaskPorts{log, *store, progress, parts.wall, parts.monotonic}, options);
  }

  Result<std::string> snapshot(const std::filesystem::path& folder, Timestamp now) const {
    const auto made = projections::make_snapshot(*store, folder, now);
    if (!made) return made.error();
    const nlohmann::ordered_json answer{{"name", folder.filename().string()}, {"folder", folder.string()},
                                        {"created_at", format_rfc3339(now)}, {"files", made->files.size()},
                                        {"bytes", made->bytes()}, {"epoch", made->epoch}, {"offsets", made->offsets}};
    return answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  const std::unique_ptr<projections::RocksStore> store;
  api::Api api;
  std::vector<TaskState> states;  // as last told
  std::size_t dirty_limit = 0;    // bytes, of all partitions
  api::Admin admin;
  std::optional<processors::Runner> runner;  // completes waits of the api: ends before it
};

// In the order in which they stand on each other.
struct Core::Impl {
  Impl(const ServerConfig& config, const Parts& p, OpenLog opened, std::unique_ptr<projections::RocksStore> store)
      : parts(p),
        at(crash_hook()),
        opened_log(std::move(opened)),
        log(*opened_log.log, at, [&lines = p.lines](const Error& error) { lines.write(error); }),
        directory(config.directory_bytes),
        progress(log.partitions()) {
    follower.emplace(log, directory, progress);
    if (store) read_side.emplace(config, parts, *audit, log, directory, progress, std::move(store), at);
    door.emplace(ingest::Door::Parts{log, directory, parts.policies, *audit, parts.wall, parts.monotonic,
                                     read_side ? read_side->api.projected() : ingest::Projected{}});
    desk.emplace(ingest::DirectoryDesk::Parts{log, directory, progress, *audit, parts.wall, parts.monotonic});
    if (config.role == Role::full && config.webhook) webhook.emplace(*config.webhook, webhook_parts(*config.webhook, log, parts.wall, parts.lines));
    if (!read_side) return;
    dialects.emplace(services(config), *door, *desk, dialect_options(config));
    closing.emplace(services(config), *door);
    changes.emplace(services(config));
  }

  api::Services services(const ServerConfig& config) {
    return {parts.credentials, *audit, *read_side->store, directory, progress, parts.wall, parts.monotonic, log.partitions(),
            log.epoch(), config.cursor_key, config.role != Role::replica};
  }

  void tell(std::size_t partition, const processors::TaskReport& task) {
    const std::string number = std::to_string(partition);
    if (task.error) {
      parts.lines.write(*task.error, {{"partition", number}, {"state", name_of(task.state)}});
    } else {
      parts.lines.write(Level::info, "partition_state", name_of(task.state), {{"partition", number}});
    }
  }

  // Once a fault, however often it is met.
  void tell_of_directory() {
    const auto fault = follower->error();
    const std::string code = fault ? fault->code : "";
    if (code == directory_fault) return;
    directory_fault = code;
    if (fault) {
      parts.lines.write(*fault, {{"reads", "directory"}});
    } else {
      parts.lines.write(Level::info, "directory_state", "followed again");
    }
  }

  const Parts parts;
  const processors::ReachedHook at;
  OpenLog opened_log;
  MeteredLog log;
  const std::unique_ptr<access::Audit> audit = access::no_audit();
  processors::Directory directory;
  processors::Progress progress;
  std::optional<processors::DirectoryFollower> follower;
  std::string directory_fault;  // as last told
  std::optional<ReadSide> read_side;
  std::optional<ingest::Door> door;
  std::optional<ingest::DirectoryDesk> desk;
  std::optional<api::dialects::Dialects> dialects;
  std::optional<Webhook> webhook;
  std::optional<api::Closing> closing;
  std::optional<api::Changes> changes;
};

Core::Core(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

// Readers go before the log closes; it closes while those it still has to answer are there.
Core::~Core() {
  impl_->dialects.reset();
  impl_->webhook.reset();
  if (impl_->read_side) impl_->read_side->runner.reset();
  impl_->follower.reset();
  impl_->opened_log.log.reset();
}

Result<std::unique_ptr<Core>> Core::open(const ServerConfig& config, const Parts& parts, OpenLog log) {
  std::unique_ptr<projections::RocksStore> store;
  if (config.role != Role::door) {
    auto opened = open_state(config.log.data, *log.log, parts.lines);
    if (!opened) return opened.error();
    store = std::move(opened).value();
  }
  auto impl = std::make_unique<Impl>(config, parts, std::move(log), std::move(store));
  return std::make_unique<Core>(std::move(impl));
}

void Core::start() {
  impl_->follower->start();
  if (impl_->read_side) impl_->read_side->runner->start();
  if (impl_->webhook) impl_->webhook->start();
}

bool Core::rebuilding() const {
  if (!impl_->read_side) return false;
  const processors::RunnerReport report = impl_->read_side->runner->report();
  return std::any_of(report.partitions.begin(), report.partitions.end(), [](const processors::PartitionReport& p) {
    return p.task.state == TaskState::rebuilding || (p.task.state == TaskState::opening && !p.task.error);
  });
}

bool Core::directory_caught_up() const { return impl_->follower->caught_up(); }

void Core::add_routes(http::Router& router) {
  ingest::add_write_routes(router, *impl_->door, impl_->parts.credentials);
  ingest::add_directory_routes(router, *impl_->desk, impl_->parts.credentials);
  if (impl_->read_side) {
    impl_->read_side->api.add_reads(router);
    ingest::add_correction_routes(router, *impl_->door, impl_->parts.credentials,
                                  impl_->read_side->api.corrected_session());
    impl_->read_side->admin.add_routes(router);
    impl_->dialects->add_routes(router);
    impl_->closing->add_routes(router);
    impl_->changes->add_routes(router);
  }
  api::add_not_yet(router);
}

void Core::look() {
  impl_->tell_of_directory();
  if (!impl_->read_side) return impl_->progress.expire(impl_->parts.monotonic.now());
  impl_->changes->look();
  const processors::RunnerReport report = impl_->read_side->runner->report();
  for (std::size_t p = 0; p < report.partitions.size(); ++p) {
    const processors::TaskReport& task = report.partitions[p].task;
    if (task.state == impl_->read_side->states[p]) continue;
    impl_->read_side->states[p] = task.state;
    impl_->tell(p, task);
  }
}

void Core::end_waits() {
  if (impl_->changes) impl_->changes->end_waits();
}

void Core::stop() {
  if (impl_->webhook) impl_->webhook->stop();
  impl_->dialects.reset();
  if (impl_->read_side) impl_->read_side->runner->stop();
  impl_->follower->stop();
}

void Core::fill_in(api::Readiness& readiness) const {
  readiness.log_healthy = impl_->log.healthy();
  readiness.directory_known = impl_->follower->caught_up();
  if (const auto fault = impl_->follower->error()) readiness.directory_fault = fault->code;
  if (!impl_->read_side) return;
  const processors::RunnerReport report = impl_->read_side->runner->report();
  readiness.store_writable = impl_->read_side->store->writable();
  readiness.partitions = impl_->log.partitions();
  readiness.partitions_running = static_cast<std::uint32_t>(
      std::count_if(report.partitions.begin(), report.partitions.end(),
                    [](const processors::PartitionReport& p) { return p.task.state == TaskState::running; }));
  if (report.stopped) readiness.stopped_by = report.stopped->code;
  readiness.lag = report.behind;
  readiness.caught_up = report.caught_up;
  const bool rebuilding = std::any_of(report.partitions.begin(), report.partitions.end(),
                                      [](const processors::PartitionReport& p) { return p.task.state == TaskState::rebuilding; });
  if (rebuilding) readiness.rebuild = api::Rebuild{report.total.read, report.lag_records};
}

void Core::append_figures(std::vector<api::Figure>& out) const {
  append_log_figures(impl_->log.figures(), impl_->log.healthy(), out);
  if (impl_->opened_log.kafka != nullptr) append_kafka_figures(impl_->opened_log.kafka->stats(), out);
  if (impl_->opened_log.embedded != nullptr) append_embedded_figures(impl_->opened_log.embedded->stats(), out);
  append_directory_figures(impl_->directory, impl_->follower->refused(), out);
  if (impl_->webhook) impl_->webhook->append_figures(out);
  if (!impl_->read_side) return;
  append_task_figures(impl_->read_side->runner->report(), impl_->read_side->dirty_limit, out);
  append_store_figures(impl_->read_side->store->figures(), impl_->read_side->store->writable(), out);
}

}  // namespace muster::deploy
