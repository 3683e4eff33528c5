// The event log in memory: the twin that tests and the simulation run on. Deterministic, safe to
// call from any thread, no thread of its own: `done` and `wake` run in the thread that calls
// append() or release(). Its faults are pulled by hand.
#pragma once

#include <cstddef>
#include <memory>

#include "ingest/log/log.h"

namespace muster::log {

struct MemoryLogOptions {
  Partition partitions = 4;
  std::string epoch = "memory";
};

class MemoryLog : public EventLog {
 public:
  // Acknowledgements (of one partition, or of all) wait for release(); what was appended can be
  // read meanwhile, as with a broker whose answer is on its way.
  virtual void hold() = 0;
  virtual void hold(Partition partition) = 0;
  // Runs every acknowledgement that waits and holds no further ones; returns how many batches.
  virtual std::size_t release() = 0;

  // Each of the next `records` is appended twice: a broker that saw a retry.
  virtual void duplicate(std::size_t records) = 0;
  // Each of the next `records` is answered log_timeout, whether or not it was appended.
  virtual void lose_outcome(std::size_t records, bool appended) = 0;
  // While unavailable, append() answers log_unavailable and poll() too; the log is not healthy.
  virtual void set_available(bool available) = 0;

  // Forgets every record below `start`, as retention does.
  virtual void trim(Topic topic, Partition partition, Offset start) = 0;
};

std::shared_ptr<MemoryLog> make_memory_log(MemoryLogOptions options = {});

}  // namespace muster::log
