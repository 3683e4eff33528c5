// What the log holds as announced and is no session: of a store of which this one is an older copy (a snapshot
// that was put back), or in whose place this one was made anew. It gets its tombstone, which the other one can't
// send any more. Used by the task's thread, once its rows are those of all events that the log held.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ingest/log/log.h"
#include "processors/engine.h"
#include "projections/kv.h"

namespace muster::processors {

class Recall {
 public:
  // Both outlive this.
  Recall(log::EventLog& log, const projections::Store& store, log::Partition partition)
      : log_(log), store_(store), partition_(partition) {}

  // Reads what was announced until it began, `records` at most; returns how many: 0 where none is at hand. errors: as
  // EventLog::read, Reader::poll; begin another one then.
  Result<std::size_t> work(std::size_t records);
  bool whole() const { return whole_; }  // all of it is read

  // After that: tombstones of what is no session now.
  std::vector<Announcement> gone() const;

 private:
  Status begin();
  bool is_session(const std::string& key) const;

  log::EventLog& log_;
  const projections::Store& store_;
  const log::Partition partition_;
  std::unique_ptr<log::Reader> reader_;
  log::Offset end_ = 0;
  bool whole_ = false;
  std::set<std::string> unknown_;  // announced last as there; no row. So many as were taken back
};

}  // namespace muster::processors
