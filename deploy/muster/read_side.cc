#include "deploy/muster/read_side.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "deploy/muster/open_state.h"
#include "deploy/muster/state_folder.h"
#include "projections/snapshot.h"
#include "projections/store_meta.h"

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;
using processors::TaskState;
using Json = nlohmann::ordered_json;

// Of all partitions together; what one of them needs to be worth having.
constexpr std::size_t kSubjectBytes = std::size_t{64} << 20;
constexpr std::size_t kLeastSubjectBytes = std::size_t{4} << 20;
constexpr std::chrono::seconds kNextAttempt{10};
constexpr std::chrono::seconds kFindsItsPlace{5};

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

fs::path snapshots_of(const ServerConfig& config) {
  return fs::absolute(config.snapshots.empty() ? config.log.data / "snapshots" : config.snapshots);
}

// Where sheets are made: what a process that died left there goes.
fs::path empty_scratch(const ServerConfig& config) {
  const fs::path folder = fs::absolute(config.log.data / "scratch");
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  fs::create_directories(folder, ignored);
  fs::permissions(folder, fs::perms::owner_all, ignored);
  return folder;  // where it could not be made, making a sheet will fail and say so
}

bool has_own_format(const projections::Store& store) {
  const auto meta = projections::read_meta(*store.snapshot(), "");
  return meta && meta->format == projections::kStoreFormat;
}

// What it holds is there to be read.
void publish(const std::vector<processors::Offsets>& offsets, processors::Progress& progress) {
  for (log::Partition p = 0; p < offsets.size(); ++p) {
    for (const Topic topic : kFoldedTopics) progress.publish(topic, p, offsets[p][static_cast<std::size_t>(topic)]);
  }
}

// It answers, as of where it ended: behind by all the time since.
processors::RunnerReport report_of_older(log::Partition partitions, Duration since) {
  processors::RunnerReport report;
  report.partitions.resize(partitions);
  for (auto& one : report.partitions) {
    one.task.state = TaskState::running;
    one.task.behind = since;
  }
  report.caught_up = false;
  report.behind = since;
  return report;
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

ReadSide::ReadSide(const ServerConfig& config, const Parts& parts, std::unique_ptr<projections::RocksStore> store,
                   const processors::ReachedHook& at)
    : config_(config),
      parts_(parts),
      options_(runner_options(config, parts.log.partitions(), at)),
      dirty_limit_(options_.task.engine.dirty_bytes * parts.log.partitions()),
      in_use_(nullptr),
      services_{parts.credentials, parts.audit, in_use_, parts.directory, parts.progress, parts.log, parts.readers_clock, parts.monotonic,
                parts.log.partitions(), parts.log.epoch(), parts.client_key, config.role != Role::replica, empty_scratch(config)},
      told_(parts.log.partitions(), TaskState::opening),
      store_(std::move(store)) {
  in_use_.replace(store_);
  api_.emplace(services_);
  admin_.emplace(parts.credentials, parts.audit, parts.wall,
                 api::AdminWork{[this](const std::string& name) { return snapshot(name); }, [this] { return rebuild(); }});
  if (config.reports && config.role == Role::full) {
    reports_.emplace(*config.reports, [this](const Tenant& tenant, const std::string& date, const ReportPlan& plan) {
      return api_->daily_report(tenant, date, plan.zone.name(), plan.format, "schedule");
    }, parts.lines);
  }
  if (has_own_format(*store_)) {
    runner_ = std::make_unique<processors::Runner>(ports_of(*store_), options_);
  } else {
    moment_.emplace(processors::moment_of(*store_, parts.log.partitions(), parts.wall.now()));
  }
}

ReadSide::~ReadSide() { end(); }

void ReadSide::end() {
  reports_.reset();
  admin_.reset();
  rebuild_.reset();
  runner_.reset();
  api_->end();
}

processors::TaskPorts ReadSide::ports_of(projections::RocksStore& store) const {
  return {parts_.log, store, parts_.progress, parts_.wall, parts_.monotonic};
}

void ReadSide::start() {
  if (older()) {
    publish(processors::stored_offsets(*store_, parts_.log.partitions()), parts_.progress);
  } else {
    runner_->start();
  }
  std::error_code ignored;
  if (older() || fs::exists(folder_of_rebuild(config_.log.data), ignored)) begin_or_tell();
}

void ReadSide::begin_or_tell() {
  const std::lock_guard lock(mutex_);
  if (rebuild_ || ended_) return;
  const Status begun = begin_rebuild();
  if (begun) return;
  parts_.lines.write(begun.error());
  not_before_ = parts_.monotonic.now() + kNextAttempt;
}

void ReadSide::stop() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;  // none begins any more
  }
  if (rebuild_) rebuild_->stop();
  if (runner_) runner_->stop();
  api_->end();  // it still answered who waited for that commit
}

Result<std::string> ReadSide::snapshot(const std::string& name) const {
  const fs::path folder = snapshots_of(config_) / name;
  const Timestamp now = parts_.wall.now();
  std::shared_ptr<projections::RocksStore> from;
  {
    const std::lock_guard lock(mutex_);
    if (older()) return Error{"not_ready", ErrorClass::retry, "", "a state of this format is being made, see /readyz?verbose"};
    from = store_;
  }
  const auto made = projections::make_snapshot(*from, folder, now);
  if (!made) return made.error();
  return text_of({{"name", name}, {"folder", folder.string()}, {"created_at", format_rfc3339(now)}, {"files", made->files.size()},
                  {"bytes", made->bytes()}, {"epoch", made->epoch}, {"offsets", made->offsets}});
}

Result<std::string> ReadSide::rebuild() {
  const auto whole = holds_everything(parts_.log);
  if (!whole) return whole.error();
  if (!*whole) {
    return Error{"offset_below_start", ErrorClass::conflict, "", "the log has let go of records: a state made of the rest would be another one"};
  }
  const std::lock_guard lock(mutex_);
  if (ended_) return Error{"shutting_down", ErrorClass::retry, "", ""};
  if (rebuild_) return Error{"over_budget", ErrorClass::retry, "", "a state is being made: one at a time, see /readyz?verbose"};
  if (runner_ && !runner_->report().running()) return Error{"not_ready", ErrorClass::retry, "", "see /readyz?verbose"};
  if (const Status begun = begin_rebuild(); !begun) return begun.error();
  return text_of({{"rebuilding", true}});
}

// Under the mutex.
Status ReadSide::begin_rebuild() {
  processors::RunnerOptions options = options_;
  if (older()) options.until = processors::stored_offsets(*store_, parts_.log.partitions());
  const WallClock& wall = moment_ && older() ? static_cast<const WallClock&>(*moment_) : parts_.wall;
  auto begun = Rebuild::begin(config_.log.data, {parts_.log, wall, parts_.monotonic}, options);
  if (!begun) return begun.error();
  told_of_rebuild_.assign(parts_.log.partitions(), TaskState::opening);
  rebuild_ = std::move(begun).value();
  parts_.lines.write(Level::info, "rebuild", "a state is made beside the one that serves");
  return Done{};
}

processors::RunnerReport ReadSide::report() const {
  const std::lock_guard lock(mutex_);
  if (runner_) return runner_->report();
  return report_of_older(parts_.log.partitions(), std::max(Duration{0}, parts_.wall.now() - moment_->now()));
}

bool ReadSide::holds_all() const {
  const std::lock_guard lock(mutex_);
  if (older()) return false;
  const processors::RunnerReport now = runner_->report();
  return now.running() && now.caught_up;
}

std::optional<processors::RunnerReport> ReadSide::rebuild_report() const {
  const std::lock_guard lock(mutex_);
  if (!rebuild_) return std::nullopt;
  return rebuild_->report();
}

std::shared_ptr<const projections::RocksStore> ReadSide::store() const {
  const std::lock_guard lock(mutex_);
  return store_;
}

void ReadSide::look() {
  const processors::RunnerReport now = report();
  if (!older()) tell("partition_state", now, told_);
  if (reports_ && !older() && now.caught_up && !now.stopped && now.behind <= api::kMostLag) reports_->look(parts_.wall.now());
  const bool due = parts_.monotonic.now() >= not_before_;
  if (older() && due) begin_or_tell();  // else it would serve for ever
  const auto beside = rebuild_report();
  if (!beside) return;
  tell("rebuild_state", *beside, told_of_rebuild_);
  if (due && rebuild_->ready() && now.running()) take_over();
}

void ReadSide::tell(std::string_view of, const processors::RunnerReport& report, States& told) {
  for (std::size_t p = 0; p < report.partitions.size(); ++p) {
    const processors::TaskReport& task = report.partitions[p].task;
    if (task.state == told[p]) continue;
    told[p] = task.state;
    const std::string number = std::to_string(p);
    if (task.error) {
      parts_.lines.write(*task.error, {{"partition", number}, {"state", name_of(task.state)}});
    } else {
      parts_.lines.write(Level::info, of, name_of(task.state), {{"partition", number}});
    }
  }
}

// Nothing is folded meanwhile; reads are answered from the old one until the new one is in its place.
void ReadSide::take_over() {
  Status done = hand_over();
  if (done) done = change_places();
  if (done) {
    in_use_.replace(rebuild_->store());
    serve(rebuild_->store());
    const std::lock_guard lock(mutex_);
    rebuild_.reset();
    return parts_.lines.write(Level::info, "rebuild", "the state that was made serves; the one before is kept as state.old-N");
  }
  parts_.lines.write(done.error());
  not_before_ = parts_.monotonic.now() + kNextAttempt;
  // What can't be forgotten now is so before the next attempt.
  static_cast<void>(processors::forget_outbox(*rebuild_->store()));
  rebuild_->go_on();
  if (!older()) serve(store_);
}

Status ReadSide::hand_over() {
  rebuild_->stop();
  if (older()) return processors::hand_over_as_it_is(*store_, *rebuild_->store(), parts_.log.partitions());
  runner_->stop();
  return processors::hand_over(ports_of(*store_), rebuild_->ports(), options_.task);
}

// It is asked how it is once it has found its place in the log.
void ReadSide::serve(const std::shared_ptr<projections::RocksStore>& store) {
  auto runner = std::make_unique<processors::Runner>(ports_of(*store), options_);
  runner->start();
  static_cast<void>(runner->wait_in_place(kFindsItsPlace));
  const std::lock_guard lock(mutex_);
  runner_ = std::move(runner);
  store_ = store;
}

// Who dies between the two goes on with the new one (open_state).
Status ReadSide::change_places() {
  const fs::path state = config_.log.data / "state";
  const auto aside = move_aside(state);
  if (!aside) return aside.error();
  processors::reach(options_.task.at, processors::CrashPoint::mid_exchange);
  std::error_code failed;
  fs::rename(folder_of_rebuild(config_.log.data), state, failed);
  if (!failed) return Done{};
  std::error_code ignored;
  fs::rename(*aside, state, ignored);
  return Error{"io_error", ErrorClass::refused, state.string(), "the folder can't be renamed: see that this user may"};
}

}  // namespace muster::deploy
