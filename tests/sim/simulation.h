// One seed, one world: clients that retry, a log with faults, tasks, timers, the emitter, crashes,
// power cuts and the clock, all in one thread, so that a seed that fails fails again.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ingest/log/memory_log.h"
#include "processors/emitter.h"
#include "processors/task.h"
#include "projections/memory_store.h"
#include "tests/processors/hand_clocks.h"
#include "tests/support/generators.h"

namespace muster::sim {

inline constexpr log::Partition kPartitions = 2;

// The program: dies with its memory, is started again on the same log and store.
struct Process {
  Process(log::EventLog& log, projections::Store& store, const WallClock& wall, const MonotonicClock& monotonic,
          const processors::TaskOptions& options);
  std::size_t round();  // of every task and the emitter

  processors::Progress progress{kPartitions};
  std::vector<std::unique_ptr<processors::Task>> tasks;
  std::unique_ptr<processors::Emitter> emitter;
};

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed);

  // Lets everything happen, then heals all faults and goes on until nothing is left to do. Empty, or
  // what kept it from ending.
  std::string run();

  const std::vector<generators::EventSet>& sets() const { return sets_; }
  const projections::MemoryStore& store() const { return store_; }
  log::MemoryLog& log() { return *log_; }
  Timestamp end() const { return end_; }
  std::uint64_t crashes() const { return crashes_; }

 private:
  struct Letter {  // an event on its way into the log
    log::Record record;
    enum class State { to_send, sent, accepted } state = State::to_send;
  };

  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  void write_letters();
  void step();
  void fault();
  void send_some();
  void work(std::size_t which);
  void pass_time();
  void start();
  void crash(bool power_cut);
  void heal();
  bool at_rest() const;
  std::string state_text() const;
  std::string settle();

  std::mt19937_64 random_;
  std::vector<generators::EventSet> sets_;
  std::shared_ptr<log::MemoryLog> log_ = log::make_memory_log({.partitions = kPartitions});
  projections::MemoryStore store_;
  processors::HandWall wall_;
  processors::HandMonotonic monotonic_;
  Timestamp end_{};
  std::deque<std::shared_ptr<Letter>> letters_;
  std::unique_ptr<Process> process_;
  std::string dies_at_;  // the crash point at which the process ends, if any
  bool dies_by_power_cut_ = false;
  std::uint64_t crashes_ = 0;
};

// The same sets, in order and without a fault, through one process into `store`.
void clean_pass(const std::vector<generators::EventSet>& sets, Timestamp end, projections::MemoryStore& store);

}  // namespace muster::sim
