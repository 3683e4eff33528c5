// A state that is made of the log beside the one that serves, in `state.new`. What an earlier process has left
// of one is gone on with. Made, readied and ended by one thread; report() is for any.
#pragma once

#include <filesystem>
#include <memory>

#include "processors/runner.h"
#include "projections/rocks_store.h"

namespace muster::deploy {

std::filesystem::path folder_of_rebuild(const std::filesystem::path& data);  // data/state.new

class Rebuild {
 public:
  struct Ports {
    log::EventLog& log;
    const WallClock& wall;
    const MonotonicClock& monotonic;
  };
  // Follows the log at once, on one thread, and announces nothing. errors: as RocksStore::open
  static Result<std::unique_ptr<Rebuild>> begin(const std::filesystem::path& data, const Ports& ports,
                                                const processors::RunnerOptions& options);
  // For begin(), which is to be called.
  Rebuild(const Ports& ports, processors::RunnerOptions options, std::unique_ptr<projections::RocksStore> store);
  ~Rebuild();  // stop()

  // So near the end of the log that the rest is folded in a moment.
  bool ready() const;
  processors::RunnerReport report() const { return runner_->report(); }

  void stop() { runner_->stop(); }
  void go_on();  // after stop()

  processors::TaskPorts ports() { return {ports_.log, *store_, progress_, ports_.wall, ports_.monotonic}; }
  const std::shared_ptr<projections::RocksStore>& store() const { return store_; }

 private:
  const Ports ports_;
  const processors::RunnerOptions options_;
  const std::shared_ptr<projections::RocksStore> store_;
  processors::Progress progress_;
  std::unique_ptr<processors::Runner> runner_;
};

}  // namespace muster::deploy
