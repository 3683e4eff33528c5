// What makes and answers projections: the store, its tasks, the api over it; and another store that is made
// beside it to take its place. A store of an older format has no tasks: it answers as of where it ended, until the
// one beside it is as far. Not in a process that is the door alone. Made, looked after and ended by one
// thread; snapshot(), rebuild() and the reports are for any.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/admin.h"
#include "api/api.h"
#include "deploy/muster/config.h"
#include "deploy/muster/log_lines.h"
#include "deploy/muster/rebuild.h"
#include "deploy/muster/report_schedule.h"
#include "processors/directory.h"
#include "processors/hand_over.h"
#include "processors/runner.h"

namespace muster::deploy {

class ReadSide {
 public:
  struct Parts {
    const access::Credentials& credentials;
    access::Audit& audit;
    const WallClock& wall;
    const WallClock& readers_clock;  // of the api
    const MonotonicClock& monotonic;
    LogLines& lines;
    log::EventLog& log;
    const processors::Directory& directory;
    processors::Progress& progress;
    std::string client_key;  // signs what clients keep; empty: a random one
  };
  ReadSide(const ServerConfig& config, const Parts& parts, std::unique_ptr<projections::RocksStore> store,
           const processors::ReachedHook& at);
  ~ReadSide();

  void start();
  // Says on stderr what changed about the partitions; puts a rebuilt state in the place of the one that serves
  // once it is there. Call a few times a second.
  void look();
  void stop();  // with a last commit; who waited for it is answered
  void end();   // after it: nothing of this touches the log any more, or completes a wait

  const api::Services& services() const { return services_; }
  const api::Api& api() const { return *api_; }
  api::Admin& admin() { return *admin_; }

  processors::RunnerReport report() const;
  // Whether what serves is the state of all that the log held when its tasks began. Never one of an older format.
  bool holds_all() const;
  std::optional<processors::RunnerReport> rebuild_report() const;  // of the one beside
  std::shared_ptr<const projections::RocksStore> store() const;
  std::size_t dirty_limit() const { return dirty_limit_; }  // bytes, of all partitions

 private:
  using States = std::vector<processors::TaskState>;

  Result<std::string> snapshot(const std::string& name) const;
  Result<std::string> rebuild();
  Status begin_rebuild();
  void begin_or_tell();
  void tell(std::string_view of, const processors::RunnerReport& report, States& told);
  void take_over();
  Status change_places();
  Status hand_over();
  bool older() const { return runner_ == nullptr; }
  processors::TaskPorts ports_of(projections::RocksStore& store) const;
  void serve(const std::shared_ptr<projections::RocksStore>& store);

  const ServerConfig& config_;
  const Parts parts_;
  const processors::RunnerOptions options_;
  const std::size_t dirty_limit_;
  projections::StoreInUse in_use_;
  const api::Services services_;
  std::optional<api::Api> api_;
  std::optional<api::Admin> admin_;
  std::optional<ReportSchedule> reports_;
  States told_, told_of_rebuild_;
  std::chrono::nanoseconds not_before_{0};  // the next attempt to take over, or to begin

  mutable std::mutex mutex_;  // what follows is changed under it, by the one thread or by rebuild()
  std::shared_ptr<projections::RocksStore> store_;
  std::unique_ptr<Rebuild> rebuild_;
  std::unique_ptr<processors::Runner> runner_;  // null: the store has an older format
  std::optional<processors::StoppedClock> moment_;  // of that one
  bool ended_ = false;
};

}  // namespace muster::deploy
