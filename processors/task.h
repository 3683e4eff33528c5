// The task of one partition: from the log through the engine into the store, rows and offsets in
// one batch. work() and finish() are driven by one thread, or by a test; report() is for any.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/log/log.h"
#include "processors/admission.h"
#include "processors/crash_points.h"
#include "processors/engine.h"
#include "processors/feed.h"
#include "processors/outbox.h"
#include "processors/progress.h"
#include "processors/recall.h"
#include "processors/standing.h"
#include "projections/kv.h"
#include "schemas/order.h"
#include "schemas/time.h"

namespace muster::processors {

struct TaskOptions {
  std::size_t poll_records = 2048;
  std::chrono::milliseconds commit_live{50};            // at the latest, under live load
  std::chrono::milliseconds commit_catching_up{5000};   // unless the engine is full before
  std::chrono::milliseconds timers_every{50};
  std::chrono::milliseconds reopen_after{10'000};       // of a log that is away: read it by new readers
  bool announce = true;        // false: a replica
  std::optional<Offsets> until{};  // reads no further
  std::string store_name{};    // how messages call the store, a folder
  EngineLimits engine{};
  OutboxLimits outbox{};
  ClockLimits clock{};
  ReachedHook at{};
};

// What a task works on; all of it outlives the task.
struct TaskPorts {
  log::EventLog& log;
  projections::Store& store;
  Progress& progress;
  const WallClock& wall;
  const MonotonicClock& monotonic;
};

class Task {
 public:
  Task(const TaskPorts& ports, log::Partition partition, TaskOptions options = {});

  // One round: poll, fold, timers, and a commit where one is due. Returns how much it did; 0: sleep
  // until there is more. Faults never come out of it: they are in report(), and work() waits them
  // out or, once stopped, does nothing.
  std::size_t work();

  // Commits what is folded, for an orderly end.
  void finish();

  TaskReport report() const { return standing_.report(); }
  log::Partition partition() const { return partition_; }
  const std::shared_ptr<OutboxCursor>& outbox() const { return outbox_.cursor(); }

 private:
  using Nanos = std::chrono::nanoseconds;

  std::size_t round();
  void open();
  std::size_t take_in();
  void wait_for_log(bool was_away, const Error& error);
  void take_record(const log::RecordView& record, std::size_t batch_so_far);
  void refuse(const log::RecordView& record, const Error& refusal);
  std::size_t fire_timers();
  void end_rebuild();
  std::size_t recall();

  bool dirty() const;
  bool catching_up() const;
  bool commit_due(std::size_t polled) const;
  bool commit();
  void announce(Timestamp now);
  void close(const Error& error);  // to open again later, from the stored offsets
  void give_up(const Error& error);
  void publish();

  const TaskPorts ports_;
  const log::Partition partition_;
  const TaskOptions options_;
  Feed feed_;
  Admission admission_;
  Engine engine_;
  Outbox outbox_;
  std::optional<Recall> recall_;           // under way
  Nanos recall_not_before_{0};
  Standing standing_;

  const log::Merge::Ahead ahead_{[this](const log::RecordView& r) { engine_.expect(r.key); },
                                 [this](const log::RecordView& r) { engine_.fetch(r.key); }};
  Event event_;                            // decoded into again and again
  std::vector<Announcement> announcements_;
  std::optional<Error> barrier_;           // what the partition can't get past
  bool log_away_ = false;                  // the last poll failed
  Nanos away_since_{0};
  Nanos dirty_since_{0};
  Nanos last_at_end_{Nanos::min()};
  Nanos timers_not_before_{0};
  std::size_t uncommitted_ = 0;            // records
  TaskFigures figures_;
};

}  // namespace muster::processors
