// What events do to the rows of one partition: subjects held decoded in memory, changes written as
// one batch. Fed by the task; reads the store, writes only through flush().
// One thread. No clock: `now` comes in with each call that needs one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/log/log.h"
#include "projections/kv.h"
#include "schemas/event.h"

namespace muster::processors {

struct EngineLimits {
  std::size_t dirty_bytes = 64u << 20;   // flush before this much is unwritten
  std::size_t cached_bytes = 64u << 20;  // clean subjects beyond this are dropped after a flush
  std::uint32_t chunk_events = 64;       // lifecycle events between two checkpoints: what a late one folds is about that many
};

struct EngineFigures {  // totals since the start
  std::uint64_t folded = 0;            // events taken in
  std::uint64_t late = 0;              // lifecycle events behind the newest of their subject, and pings that moved one
  std::uint64_t refolded = 0;          // events folded again because of them
  std::uint64_t most_refolded = 0;     // by one subject in one batch
  std::uint64_t repeated = 0;          // further copies of a known identity
  std::uint64_t cached_subjects = 0;
  std::uint64_t cache_hits = 0;        // subjects that were in memory when they were asked for
  std::uint64_t cache_misses = 0;
  std::uint64_t dirty_bytes = 0;       // unwritten just now
};

// What changed about a session, for the outbox.
enum class Change : std::uint8_t { opened, ended, revised, flagged, gone };
struct Announcement {
  Change change{};
  std::string key;     // record key: tenant/subject/session
  std::string value;   // the session as JSON; empty where gone: a tombstone
  std::string version;
};

class Engine {
 public:
  Engine(const projections::Store& store, log::Partition partition, EngineLimits limits = {});
  ~Engine();

  // Takes one event in. Lifecycle events wait until settle(), so that a subject is folded again at
  // most once a poll batch. `event` is copied where it is kept; the record's key names its subject
  // (admission.h). Directory events are ignored.
  void add(const log::RecordView& record, const Event& event);

  // Said of the keys of records that add() will get some records later, and a few records later: fetches
  // what is held of their subjects.
  void expect(std::string_view key) const;
  void fetch(std::string_view key) const;

  // Folds what add() collected. Call at the end of each poll batch.
  void settle();

  // Sessions whose time has come by `now` leave the active indexes and are announced; returns how
  // many timers were handled, at most `max`. Call only when nothing waits for settle().
  std::size_t fire_timers(Timestamp now, std::size_t max);

  // True where flush() should be called before more is added.
  bool full() const;
  bool dirty() const;

  // Writes all changes to `batch` and appends their announcements, which show the sessions as of
  // `now`; null: nobody is told. The caller commits the batch and then says whether it held: if it did not, the cache is
  // dropped, since it is ahead of the store.
  void flush(projections::Batch& batch, Timestamp now, std::vector<Announcement>* announcements);
  void committed(bool held);

  const EngineFigures& figures() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::processors
