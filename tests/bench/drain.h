// Draining a log through the tasks into projections, and the gate before it is timed: what comes out
// must equal a plain fold of the same records in memory. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ingest/log/log.h"
#include "processors/engine.h"
#include "projections/kv.h"
#include "schemas/time.h"
#include "tests/bench/traffic.h"

namespace muster::bench {

// Stands still, so that two drains end in the same state.
struct StillWallClock final : WallClock {
  explicit StillWallClock(Timestamp at) : now_(at) {}
  Timestamp now() const override { return now_; }

 private:
  const Timestamp now_;
};

// Returns once all are durable; throws std::runtime_error where one is not.
void append(log::EventLog& log, std::vector<log::Record> batch);

// Appends the next `events` records, or the opening.
void fill(log::EventLog& log, Traffic& traffic, std::size_t events);
void fill_opening(log::EventLog& log, Traffic& traffic);

struct Drained {
  std::uint64_t records = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t commits = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t live_bytes = 0;  // allocated since the begin and held once all is committed
  processors::EngineFigures engine;
};

// All partitions by the calling thread, from the offsets that the store holds until the log is at
// its end and all is committed, timers that are due by `now` included. Announces nothing, as a rebuild.
// Throws std::runtime_error where a task stops.
Drained drain(log::EventLog& log, projections::Store& store, Timestamp now, processors::EngineLimits limits = {});

// The same state without tasks, offsets or cache: topic by topic, each partition as one batch.
void fold_plainly(log::EventLog& log, projections::Store& store, Timestamp now);

// Of the rows that the law speaks of, by family: what is known, not how far and by which way it came.
struct StateHash {
  std::map<std::string, std::string, std::less<>> by_family;
  std::uint64_t rows = 0;

  std::string text() const;  // of all of it
  // The families in which the two are not equal.
  std::vector<std::string> differing(const StateHash& other) const;
};
StateHash state_hash(const projections::Store& store);

}  // namespace muster::bench
