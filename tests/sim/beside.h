// What operators do to stores in the simulation: a state made beside the one that serves, which takes its
// place; a snapshot, which is put back. They outlive the process. One thread.
#pragma once

#include <memory>
#include <vector>

#include "processors/task.h"
#include "projections/memory_store.h"
#include "tests/sim/process.h"

namespace muster::sim {

// A new store. Its number is its identity, so that the same seed is the same world.
std::unique_ptr<projections::MemoryStore> new_store(std::uint64_t number);
std::unique_ptr<projections::MemoryStore> copy_of(const projections::MemoryStore& store, std::uint64_t number);

class Beside {
 public:
  Beside(log::EventLog& log, const WallClock& wall, const MonotonicClock& monotonic) : log_(log), wall_(wall), monotonic_(monotonic) {}

  bool there() const { return store_ != nullptr; }
  bool at_work() const { return !tasks_.empty(); }
  void begin(const processors::TaskOptions& options, std::uint64_t number);  // or goes on with what is there
  void work();
  // The process of both has stopped. The store that took the other's place; null: not yet.
  std::unique_ptr<projections::MemoryStore> take_over(projections::MemoryStore& live, const processors::TaskOptions& options);
  void die(bool power_cut);

 private:
  processors::TaskPorts ports() { return {log_, *store_, *progress_, wall_, monotonic_}; }

  log::EventLog& log_;
  const WallClock& wall_;
  const MonotonicClock& monotonic_;
  std::unique_ptr<projections::MemoryStore> store_;
  std::unique_ptr<processors::Progress> progress_;
  std::vector<std::unique_ptr<processors::Task>> tasks_;
};

}  // namespace muster::sim
