#include "deploy/muster/core.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "api/access/audit_log.h"
#include "api/changes.h"
#include "api/closing.h"
#include "api/dialects/dialects.h"
#include "deploy/muster/crash_hook.h"
#include "deploy/muster/metered_log.h"
#include "deploy/muster/open_state.h"
#include "deploy/muster/process_figures.h"
#include "deploy/muster/read_side.h"
#include "deploy/muster/webhook.h"
#include "ingest/routes.h"
#include "processors/directory_follower.h"
#include "projections/rocks_store.h"
#include "schemas/ids.h"

namespace muster::deploy {
namespace {

using processors::TaskState;

constexpr std::chrono::seconds kLastAnswers{5};  // of the log: what it answers still goes on record

api::dialects::Options dialect_options(const ServerConfig& config, Identity* identity, std::function<bool()> whole) {
  return {config.session_manager_open_to, config.clock_in_open_to, config.auth.trusted_proxies, identity != nullptr ? identity->accounts() : nullptr,
          std::move(whole)};
}

std::string client_key(const ServerConfig& config, const Identity* identity) {
  return config.cursor_key.empty() && identity != nullptr ? identity->client_key() : config.cursor_key;
}

}  // namespace

// In the order in which they stand on each other.
struct Core::Impl {
  Impl(const ServerConfig& config, const Parts& p, OpenLog opened, std::unique_ptr<projections::RocksStore> store)
      : parts(p),
        at(crash_hook()),
        opened_log(std::move(opened)),
        log(*opened_log.log, at, [&lines = p.lines](const Error& error) { lines.write(error); }),
        directory(config.directory_bytes),
        progress(log.partitions()) {
    audit.emplace(log, parts.wall, [&lines = p.lines](const Error& error) { lines.write(error, {{"writes", "audit"}}); }, random_id());
    follower.emplace(log, directory, progress);
    if (store) {
      const ReadSide::Parts of_reads{p.credentials, *audit, p.wall, readers_clock, p.monotonic, p.lines, log, directory, progress,
                                     client_key(config, p.identity)};
      read_side.emplace(config, of_reads, std::move(store), at);
    }
    door.emplace(ingest::Door::Parts{log, directory, parts.policies, *audit, parts.wall, parts.monotonic,
                                     read_side ? read_side->api().projected() : ingest::Projected{}, &times});
    desk.emplace(ingest::DirectoryDesk::Parts{log, directory, progress, *audit, parts.wall, parts.monotonic});
    if (parts.identity != nullptr) parts.identity->open({log, directory, progress, *audit});
    if (config.role == Role::full && config.webhook) webhook.emplace(*config.webhook, webhook_parts(*config.webhook, log, parts.wall, parts.lines));
    if (!read_side) return;
    dialects.emplace(read_side->services(), *door, *desk, dialect_options(config, parts.identity, [this] { return is_whole(); }));
    if (parts.identity != nullptr) parts.identity->ask(dialects->token_veto());
    closing.emplace(read_side->services(), *door);
    changes.emplace(read_side->services());
  }

  // Once it was the state of all that the log held, it stays so: what it lacks then is of a moment ago.
  bool is_whole() {
    if (!whole && read_side->holds_all()) whole = true;
    return whole;
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
  std::atomic<bool> whole{false};
  OpenLog opened_log;
  MeteredLog log;
  std::optional<access::AuditLog> audit;
  processors::Directory directory;
  processors::Progress progress;
  ingest::SubjectClock times;
  const ingest::ReadersClock readers_clock{parts.wall, times};
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

// Readers go before the log closes, and so do the threads that answer; it closes while those it still has to
// answer are there.
Core::~Core() {
  if (impl_->parts.identity != nullptr) impl_->parts.identity->close();
  impl_->dialects.reset();
  impl_->webhook.reset();
  if (impl_->read_side) impl_->read_side->end();
  if (impl_->closing) impl_->closing->end();
  impl_->follower.reset();
  impl_->progress.end();
  impl_->audit->stop();
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
  impl_->audit->start();
  impl_->follower->start();
  if (impl_->read_side) impl_->read_side->start();
  if (impl_->webhook) impl_->webhook->start();
}

bool Core::rebuilding() const {
  if (!impl_->read_side) return false;
  const processors::RunnerReport report = impl_->read_side->report();
  return std::any_of(report.partitions.begin(), report.partitions.end(), [](const processors::PartitionReport& p) {
    return p.task.state == TaskState::rebuilding || (p.task.state == TaskState::opening && !p.task.error);
  });
}

bool Core::directory_caught_up() const { return impl_->follower->caught_up(); }

void Core::add_write_routes(http::Router& router) {
  ingest::add_write_routes(router, *impl_->door, impl_->parts.credentials);
  ingest::add_directory_routes(router, *impl_->desk, impl_->parts.credentials);
  if (impl_->parts.identity != nullptr) impl_->parts.identity->add_routes(router);
}

void Core::add_read_routes(http::Router& router) {
  if (impl_->read_side) {
    impl_->read_side->api().add_reads(router);
    ingest::add_correction_routes(router, *impl_->door, impl_->parts.credentials,
                                  impl_->read_side->api().corrected_session());
    impl_->read_side->admin().add_routes(router);
    impl_->dialects->add_routes(router);
    impl_->closing->add_routes(router);
    impl_->changes->add_routes(router);
  }
}

void Core::look() {
  impl_->tell_of_directory();
  impl_->progress.expire(impl_->parts.monotonic.now());  // no task does, where the door is alone or the state older
  if (!impl_->read_side) return;
  impl_->changes->look();
  impl_->read_side->look();
}

void Core::end_waits() {
  if (impl_->changes) impl_->changes->end_waits();
}

void Core::use(ingest::Policies policies) { impl_->door->use(std::move(policies)); }

void Core::stop() {
  if (impl_->webhook) impl_->webhook->stop();
  if (impl_->parts.identity != nullptr) impl_->parts.identity->close();
  impl_->dialects.reset();
  if (impl_->read_side) impl_->read_side->stop();
  if (impl_->closing) impl_->closing->end();
  impl_->follower->stop();
  impl_->progress.end();
  impl_->log.answered(kLastAnswers);
  impl_->audit->stop();
}

void Core::fill_in(api::Readiness& readiness) const {
  readiness.log_healthy = impl_->log.healthy();
  readiness.directory_known = impl_->follower->caught_up();
  if (const auto fault = impl_->follower->error()) readiness.directory_fault = fault->code;
  if (!impl_->read_side) return;
  const processors::RunnerReport report = impl_->read_side->report();
  readiness.store_writable = impl_->read_side->store()->writable();
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
  const auto beside = impl_->read_side->rebuild_report();
  if (beside && !rebuilding) readiness.rebuild = api::Rebuild{beside->total.read, beside->lag_records, true};
}

void Core::append_figures(std::vector<api::Figure>& out) const {
  append_log_figures(impl_->log.figures(), impl_->log.healthy(), out);
  if (impl_->opened_log.kafka != nullptr) append_kafka_figures(impl_->opened_log.kafka->stats(), out);
  if (impl_->opened_log.embedded != nullptr) append_embedded_figures(impl_->opened_log.embedded->stats(), out);
  const auto passwords = impl_->parts.identity != nullptr ? impl_->parts.identity->password_figures() : std::nullopt;
  if (passwords) append_password_figures(*passwords, out);
  append_audit_figures(impl_->audit->figures(), out);
  append_directory_figures(impl_->directory, impl_->follower->refused(), out);
  if (impl_->webhook) impl_->webhook->append_figures(out);
  if (!impl_->read_side) return;
  append_task_figures(impl_->read_side->report(), impl_->read_side->dirty_limit(), out);
  append_rebuild_figures(impl_->read_side->report(), impl_->read_side->rebuild_report(), out);
  const auto store = impl_->read_side->store();
  append_store_figures(store->figures(), store->writable(), out);
}

}  // namespace muster::deploy
