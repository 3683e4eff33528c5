// What operators do in the simulation.
#include <algorithm>
#include <utility>

#include "tests/sim/simulation.h"

namespace muster::sim {

// Rebuilds beside the store that serves, snapshots, and what is put back of them.
void Simulation::operate() {
  switch (below(5)) {
    case 0: if (!beside_.there()) beside_.begin(options(), ++stores_); return;
    case 1: return beside_.work();
    case 2: return exchange();
    case 3: kept_ = copy_of(*store_, ++stores_); return;
    default:
      if (!kept_ || below(2) != 0) return;
      ++restores_;
      process_.reset();
      store_ = copy_of(*kept_, ++stores_);
      return crash(false);
  }
}

bool Simulation::serves() const {
  return std::all_of(process_->tasks.begin(), process_->tasks.end(), [](const auto& task) {
    return task->report().state == processors::TaskState::running;
  });
}

// As a server does it: its tasks end, and others begin on the store that is then in use.
void Simulation::exchange() {
  if (!beside_.at_work() || !serves()) return;
  log_->release();
  for (const auto& task : process_->tasks) task->finish();
  if (auto made = beside_.take_over(*store_, options())) {
    ++exchanges_;
    process_.reset();
    store_ = std::move(made);
  }
  crash(false);
}

}  // namespace muster::sim
