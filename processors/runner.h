// Drives the tasks of all partitions and the emitter on threads of its own. start(), drain(), wait_in_place() and
// stop() by one thread; report() by any.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "processors/emitter.h"
#include "processors/figures.h"
#include "processors/task.h"

namespace muster::processors {

struct RunnerOptions {
  unsigned threads = 0;                   // 0: as many as there are cores, at most one a partition
  std::chrono::milliseconds idle{20};     // longest sleep between two looks at the log
  std::chrono::milliseconds lag_every{2000};
  TaskOptions task{};
  std::vector<Offsets> until{};           // of each partition, instead of task.until; empty: none
  EmitterOptions emitter{};
};

struct PartitionReport {
  TaskReport task;
  std::uint64_t lag_records = 0;  // as of the last look, every lag_every
};

struct RunnerReport {
  std::vector<PartitionReport> partitions;
  TaskFigures total;
  EmitterFigures emitter;
  std::uint64_t lag_records = 0;
  Duration behind{0};             // the most of any partition
  bool caught_up = true;          // all of them are

  bool running() const;           // every partition is
  std::optional<Error> stopped;   // of the first partition that is stopped
};

class Runner {
 public:
  Runner(const TaskPorts& ports, RunnerOptions options = {});
  ~Runner();  // stop()

  // Returns at once. What a new store's log takes in before report().running() counts as a rebuild,
  // which announces nothing: let clients in after that.
  void start();
  // Waits until all tasks run, all that the log holds is committed, and what it led to is announced.
  // False: not within `at_most`.
  bool drain(std::chrono::milliseconds at_most);
  // Waits until all tasks run and have folded what the log held when they began. False: not within `at_most`.
  bool wait_in_place(std::chrono::milliseconds at_most);
  // Ends the threads, hears for a moment what the log says to what was announced, and makes the store durable
  // after a last commit of all that.
  void stop();

  RunnerReport report() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::processors
