// Follows muster.directory.v1 into memory: all partitions, from the start of the log, for as long as
// the process lives. A record that the directory has no room for is tried again and again, and holds up
// its partition: error() is then directory_full. work() by one thread or a test, or start() for a thread of its own; caught_up()
// by any thread.
#pragma once

#include <memory>
#include <optional>

#include "ingest/log/log.h"
#include "processors/directory.h"
#include "processors/progress.h"
#include "schemas/result.h"

namespace muster::processors {

class DirectoryFollower {
 public:
  // All of them outlive the follower. `progress` learns how far each partition is applied, so that
  // whoever wrote a record can wait until this process shows it.
  DirectoryFollower(log::EventLog& log, Directory& directory, Progress& progress);
  ~DirectoryFollower();  // stop()

  // One round over all partitions; returns how many records it read.
  std::size_t work();

  void start();
  void stop();

  // True once every partition has been at its end: what the log held at the start is applied.
  bool caught_up() const;
  // Why the last round got nowhere; empty when it did.
  std::optional<Error> error() const;
  std::uint64_t refused() const;  // records that are no directory records, skipped

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::processors
