// An engine over a memory store, fed record by record: what a task does, without a log. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "processors/engine.h"
#include "schemas/codec.h"
#include "projections/memory_store.h"
#include "tests/support/reference_fold.h"

namespace muster::processors {

struct EngineWorld {
  // A checkpoint is written after `chunk` lifecycle events.
  explicit EngineWorld(std::uint32_t chunk = EngineLimits{}.chunk_events);

  // Takes the copies in as they stand; settles and flushes wherever the seed says so, and at the end.
  void feed(const std::vector<reference::Copy>& copies, std::uint64_t seed, Timestamp now);
  // Takes them in, and no more.
  void take(const std::vector<reference::Copy>& copies);
  void flush(Timestamp now);
  // The batch is made and never committed; what starts again knows no more than the store.
  void crash(Timestamp now);
  // Goes on with all rows of another one.
  void restore(const projections::MemoryStore& other);
  void fire_timers(Timestamp now);
  // All that answers are made of, as text; but history, which has positions of the log.
  std::string answers() const;

  const EngineLimits limits;
  std::unique_ptr<projections::MemoryStore> store;
  std::unique_ptr<Engine> engine;
  std::int64_t offset = 0;
  EventDecoder decoder;
  std::vector<Announcement> announced;
};

}  // namespace muster::processors
