// What tasks count, for /metrics: plain numbers since the start. Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "processors/engine.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::processors {

// How values are spread: `at_most[i]` of them are <= kBounds[i].
class Spread {
 public:
  static constexpr std::array<double, 10> kBounds{1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144};

  void add(double value);
  void add(const Spread& other);

  std::uint64_t count = 0;
  double sum = 0;
  std::array<std::uint64_t, kBounds.size()> at_most{};
};

struct TaskFigures {
  std::uint64_t read = 0;                            // records taken from the log
  std::map<std::string, std::uint64_t> quarantined;  // by error code
  std::uint64_t announced = 0;
  std::uint64_t timers = 0;
  std::uint64_t failed_commits = 0;
  Spread batch_records;   // records a commit
  Spread commit_micros;   // flush and commit
  EngineFigures engine;

  void add(const TaskFigures& other);
};

enum class TaskState : std::uint8_t {
  opening,     // not yet, or again after a failure that may pass
  rebuilding,  // reading what the log held when it was opened; announces nothing
  running,
  stopped,     // until somebody does what the error says, and starts again
};
const char* name_of(TaskState state);

struct TaskReport {
  TaskState state = TaskState::opening;
  std::optional<Error> error;  // of stopped; else the fault that is being waited out
  TaskFigures figures;
  bool caught_up = false;      // what the log held when it was opened is committed
  Duration behind{0};          // age of the newest record taken; 0 at the end of the log
};

}  // namespace muster::processors
