// One seed, one world: clients that retry, the door, a log with faults, tasks, timers, the emitter,
// crashes, power cuts and the clock, all in one thread, so that a seed that fails fails again.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ingest/log/memory_log.h"
#include "projections/memory_store.h"
#include "tests/processors/hand_clocks.h"
#include "tests/sim/beside.h"
#include "tests/sim/letter.h"
#include "tests/sim/process.h"
#include "tests/support/generators.h"

namespace muster::sim {

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed);

  // Lets everything happen, then heals all faults and goes on until nothing is left to do. Empty, or
  // what kept it from ending, what the door answered wrongly, what was acknowledged and is gone.
  std::string run();

  // All events that the log holds, by subject, each in the order of their times: what the rows are of.
  std::vector<std::vector<reference::Copy>> told() const;
  const projections::MemoryStore& store() const { return *store_; }
  log::MemoryLog& log() { return *log_; }
  Timestamp end() const { return end_; }
  std::uint64_t crashes() const { return crashes_; }
  std::uint64_t exchanges() const { return exchanges_; }  // of a rebuilt store for the one that served
  std::uint64_t restores() const { return restores_; }
  std::size_t refused() const;  // letters that the door took for wrong

 private:
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  void write_letters(const std::vector<generators::EventSet>& sets);
  void step();
  void fault();
  bool may_go(const Letter& letter) const;
  void send_some();
  void answered(const Letters& letters, const ingest::WriteAnswer& answer);
  void work(std::size_t which);
  void pass_time();
  void start();
  void crash(bool power_cut);
  void heal();
  void operate();
  void exchange();
  processors::TaskOptions options();
  bool serves() const;
  bool at_rest() const;
  std::string state_text() const;
  std::string settle();
  std::string lost() const;

  std::mt19937_64 random_;
  std::shared_ptr<log::MemoryLog> log_ = log::make_memory_log({.partitions = kPartitions});
  std::unique_ptr<projections::MemoryStore> store_ = new_store(0);
  std::unique_ptr<projections::MemoryStore> kept_;  // a snapshot
  processors::HandWall wall_;
  processors::HandMonotonic monotonic_;
  Timestamp end_{};
  Letters letters_;
  std::set<EventId> acknowledged_;
  std::string wrong_;  // the first answer that should not have been
  Beside beside_{*log_, wall_, monotonic_};
  std::unique_ptr<Process> process_;
  std::string dies_at_;  // the crash point at which the process ends, if any
  bool dies_by_power_cut_ = false;
  std::uint64_t stores_ = 0;  // that were made
  std::uint64_t crashes_ = 0, exchanges_ = 0, restores_ = 0;
};

// The same events, in order and without a fault, through one process into `store`.
void clean_pass(const std::vector<std::vector<reference::Copy>>& told, Timestamp end, projections::MemoryStore& store);

}  // namespace muster::sim
