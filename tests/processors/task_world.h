// One partition's log, store and task under a clock moved by hand, for stories. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ingest/log/memory_log.h"
#include "processors/emitter.h"
#include "processors/task.h"
#include "projections/memory_store.h"
#include "tests/processors/hand_clocks.h"
#include "tests/support/stories.h"

namespace muster::processors {

// A record of the log as it was appended, or as it came out at the other end.
struct Out {
  std::string key;
  std::string value;  // "(tombstone)" where it is one
  log::Headers headers;
  std::string header(std::string_view name) const;
};

struct TaskWorld {
  explicit TaskWorld(TaskOptions options = {}, std::shared_ptr<log::MemoryLog> other_log = nullptr);

  // A new process on the same log and store: nothing in memory survives.
  void restart();
  // The same, on an empty store.
  void rebuild();
  void power_cut();  // and a restart: what was not synced is gone

  // Appends as the door does.
  log::Position post(const reference::Copy& copy);
  log::Position post(stories::Told told);  // with an id of its own where the story gives none
  log::Position append(Topic topic, std::string key, std::string value);

  // Rounds of the task and the emitter until neither has anything to do.
  void run();
  void run_task();
  void pass(std::chrono::milliseconds span);  // on both clocks

  std::vector<Out> read(Topic topic) const;  // what compaction leaves
  log::Offset appended(Topic topic) const { return *log->end_offset(topic, 0); }
  std::size_t rows(projections::Family family) const;
  TaskState state() const { return task->report().state; }

  TaskOptions options;
  std::shared_ptr<log::MemoryLog> log;
  std::unique_ptr<projections::MemoryStore> store = std::make_unique<projections::MemoryStore>();
  HandWall wall;
  HandMonotonic monotonic;
  std::unique_ptr<Progress> progress;
  std::unique_ptr<Task> task;
  std::unique_ptr<Emitter> emitter;
  std::vector<reference::Copy> posted;
};

log::Offset stored_offset(const TaskWorld& world, Topic topic);
// Two sessions of one subject, the second still open.
void post_a_day(TaskWorld& world);

}  // namespace muster::processors
