#include "deploy/muster/assembly.h"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "deploy/muster/clocks.h"
#include "deploy/muster/command.h"
#include "deploy/muster/core.h"
#include "deploy/muster/frontend.h"
#include "deploy/muster/identity.h"
#include "deploy/muster/log_lines.h"
#include "deploy/muster/test_clock.h"

namespace muster::deploy {
namespace {

constexpr std::chrono::milliseconds kLook{200};
constexpr std::chrono::milliseconds kDirectoryLook{10};
constexpr std::chrono::seconds kDrain{10};

void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

Frontend::Parts frontend_parts(const access::Credentials& credentials, const WallClock& wall, const MonotonicClock& monotonic,
                               LogLines& lines, api::ReadinessSource readiness, api::Figures figures) {
  return {credentials, wall, monotonic, lines, std::move(readiness), std::move(figures)};
}

}  // namespace

// In the order in which they stand on each other. The core comes and goes while the frontend
// answers; what it answers about the core it asks through `open_core`.
struct Assembly::Impl {
  Impl(const ServerConfig& c, ingest::Policies p, ReadAgain a)
      : config(c),
        again(std::move(a)),
        lines(monotonic),
        drift(system_wall, monotonic),
        test_wall(c.test_clock.value_or(Timestamp{})),
        identity(config, wall(), monotonic, lines),
        policies(std::move(p)),
        frontend(config, frontend_parts(identity.credentials(), wall(), monotonic, lines, [this] { return readiness(); },
                                        [this] { return figures(); })) {}

  const WallClock& wall() const {
    return config.test_clock ? static_cast<const WallClock&>(test_wall) : system_wall;
  }

  api::Readiness readiness() const {
    api::Readiness now;
    now.door_alone = config.role == Role::door;
    now.starting = !serving;
    now.draining = draining;
    now.clock_moved = drift.moved();
    if (config.test_clock) now.test_clock = test_wall.now();
    if (const Core* const opened = open_core) opened->fill_in(now);
    return now;
  }

  std::vector<api::Figure> figures() const {
    std::vector<api::Figure> out;
    if (const Core* const opened = open_core) opened->append_figures(out);
    return out;
  }

  void say_listening() {
    if (std::exchange(said, true)) return;
    fmt::print("listening on http://{}:{}\n", config.listen.address, frontend.port());
    std::fflush(stdout);
  }

  void prepare_routes() {
    writes_alone.emplace(frontend.starting_router());
    router.emplace(frontend.base_router());
    for (http::Router* const each : {&*writes_alone, &*router}) {
      if (config.test_clock) add_test_clock(*each, test_wall);
      core->add_write_routes(*each);
    }
    core->add_read_routes(*router);
  }

  // False: stopped before the log was there.
  Result<bool> open_core_on_log(StopSignal& stop) {
    auto log = open_log_patiently(config.log, stop, [this](const Error& error) {
      lines.write(error);
      say_listening();  // whoever starts servers sees that this one lives
    });
    if (!log) return log.error();
    if (!*log) return false;
    auto opened = Core::open(config, {identity.credentials(), policies, wall(), monotonic, lines, &identity}, std::move(**log));
    if (!opened) return opened.error();
    core = std::move(opened).value();
    return true;
  }

  // What is in it is about people. A folder that was there keeps the mode it had.
  void warn_of_loose_folder() {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::perms mode = fs::status(config.log.data, error).permissions();
    if (error || (mode & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none) return;
    lines.write(Level::warn, "loose_folder", fmt::format("{0}: others of this machine may look into it: chmod 700 {0}", config.log.data.string()));
  }

  // Waits for a log that is away. False: stopped before.
  Result<bool> make_first_admins(StopSignal& stop) {
    while (true) {
      const Status made = identity.make_first_admins();
      if (made) return true;
      if (made.error().cls != ErrorClass::retry) return made.error();
      lines.write(made.error());
      say_listening();
      if (stop.within(kLook)) return false;
      core->look();
    }
  }

  // All or nothing: half of a change is a third state, that nobody asked for.
  void reload() {
    std::vector<Error> wrong;
    NewSettings now = again(wrong);
    for (const Error& error : wrong) lines.write(Level::error, "not_reloaded", error.hint, {{"where", error.where}});
    if (!wrong.empty()) return;
    core->use(std::move(now.policies));
    frontend.allow_origins(now.config.cors_origins);
    identity.reload(now.config.auth);
    lines.write(Level::info, "reloaded", "policies, origins and, where another took its place, the secret of tokens are those of the settings now; a set of keys is read again");
    for (const std::string& name : now.changed) {
      lines.write(Level::warn, "restart_needed", "the setting has changed, and takes a restart", {{"setting", name}});
    }
  }

  const ServerConfig config;
  const ReadAgain again;
  const SystemWallClock system_wall;
  const SystemMonotonicClock monotonic;
  LogLines lines;
  ClockDrift drift;
  SettableWallClock test_wall;
  Identity identity;
  const ingest::Policies policies;  // at first
  std::atomic<bool> serving{false};
  std::atomic<bool> draining{false};
  bool said = false;

  std::unique_ptr<Core> core;
  std::atomic<const Core*> open_core{nullptr};
  std::optional<http::Router> writes_alone, router;
  Frontend frontend;  // ends first: its threads use all of the above
};

Assembly::Assembly(const ServerConfig& config, ingest::Policies policies, ReadAgain again)
    : impl_(std::make_unique<Impl>(config, std::move(policies), std::move(again))) {}
Assembly::~Assembly() = default;

Result<bool> Assembly::start(StopSignal& stop) {
  Impl& self = *impl_;
  if (auto status = self.frontend.listen(); !status) return status.error();
  if (auto status = self.identity.start(); !status) return status.error();
  if (auto opened = self.open_core_on_log(stop); !opened || !*opened) return opened;
  self.warn_of_loose_folder();
  self.core->start();
  self.open_core = self.core.get();
  self.prepare_routes();
  while (!self.core->directory_caught_up()) {
    if (stop.within(kDirectoryLook)) return false;
    self.core->look();
    if (!self.readiness().directory_fault.empty()) self.say_listening();
  }
  self.frontend.serve(*self.writes_alone);
  while (self.core->rebuilding()) {
    if (stop.within(kDirectoryLook)) return false;
    self.core->look();
    if (self.readiness().rebuild) self.say_listening();
  }
  if (auto made = self.make_first_admins(stop); !made || !*made) return made;
  self.frontend.serve(*self.router);
  self.serving = true;
  self.say_listening();
  return true;
}

void Assembly::run(StopSignal& stop) {
  while (!stop.within(kLook)) {
    if (stop.reload_asked()) impl_->reload();
    impl_->core->look();
  }
}

void Assembly::shut_down() {
  Impl& self = *impl_;
  self.draining = true;
  if (self.core) self.core->end_waits();
  if (!self.frontend.drain(kDrain)) {
    self.lines.write(Level::warn, "shutting_down", "requests were cut off: they took too long to end");
  }
  self.frontend.stop();
  if (self.core) self.core->stop();
}

int run_server(const ServerConfig& config, ingest::Policies policies, ReadAgain again) {
  StopSignal stop;
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  Assembly server(config, std::move(policies), std::move(again));
  auto started = server.start(stop);
  if (!started) return fail(started.error());
  if (*started) server.run(stop);
  server.shut_down();
  return kDone;
}

}  // namespace muster::deploy
