// Carries the outbox of all partitions into the log: at least once, in order per key. One thread
// drives work(); acknowledgements come in from threads of the log.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "ingest/log/log.h"
#include "processors/crash_points.h"
#include "processors/outbox.h"
#include "projections/kv.h"
#include "schemas/time.h"

namespace muster::processors {

struct EmitterOptions {
  std::size_t rows = 1000;           // of one append
  std::size_t bytes = 1u << 20;      // of one append
  ReachedHook at{};                   // mid_outbox
};

struct EmitterFigures {
  std::uint64_t emitted = 0;   // rows that the log has acknowledged
  std::uint64_t dropped = 0;   // rows that the log will never take: too large, or unreadable
  std::uint64_t failed = 0;    // appends to be repeated
  std::uint64_t waiting = 0;   // rows not acknowledged yet
};

class Emitter {
 public:
  // One cursor a partition, in their order.
  Emitter(log::EventLog& log, projections::Store& store, const MonotonicClock& clock,
          std::vector<std::shared_ptr<OutboxCursor>> cursors, EmitterOptions options = {});
  ~Emitter();  // acknowledgements under way are let go

  // One round: makes the store durable once, so that nothing is announced that a crash could take
  // back, then appends what every partition has waiting, one append a partition under way. Returns
  // the number of rows appended.
  std::size_t work();

  EmitterFigures figures() const;  // any thread
  bool under_way() const;          // an append is not acknowledged yet; any thread

 private:
  struct Lane;
  std::vector<std::shared_ptr<Lane>> due();
  std::size_t send(const projections::Reads& reads, const std::shared_ptr<Lane>& lane);

  log::EventLog& log_;
  projections::Store& store_;
  const MonotonicClock& clock_;
  const EmitterOptions options_;
  std::vector<std::shared_ptr<Lane>> lanes_;
};

}  // namespace muster::processors
