// The program in the simulation: directory, door, tasks and emitter over one log and one store. Dies with
// its memory, is started again on the same log and store. One thread.
#pragma once

#include <memory>
#include <vector>

#include "api/access/principal.h"
#include "ingest/door.h"
#include "ingest/policies.h"
#include "processors/directory_follower.h"
#include "processors/emitter.h"
#include "processors/task.h"
#include "tests/sim/letter.h"

namespace muster::sim {

inline constexpr log::Partition kPartitions = 2;

// The log as the door of one process has it: what is acknowledged once the process is gone reaches nobody.
class Wire;

class Process {
 public:
  Process(log::EventLog& log, projections::Store& store, const WallClock& wall, const MonotonicClock& monotonic,
          const processors::TaskOptions& options);
  ~Process();

  void follow() { follower_.work(); }
  std::size_t round();  // of every task, the emitter and the directory
  // Before it the door would refuse places that there are: nothing is posted.
  bool open() const { return follower_.caught_up(); }
  bool knows(const PlaceId& place) const;
  // One request with these letters, which are of one call.
  void post(const Letters& letters, ingest::WriteDone done);

  std::vector<std::unique_ptr<processors::Task>> tasks;
  std::unique_ptr<processors::Emitter> emitter;

 private:
  const access::Principal who_;  // of --auth none
  const ingest::Policies policies_ = ingest::Policies::built_in();
  processors::Progress progress_{kPartitions};
  processors::Directory directory_;
  processors::DirectoryFollower follower_;
  const std::unique_ptr<Wire> wire_;
  const std::unique_ptr<access::Audit> audit_ = access::no_audit();
  ingest::Door door_;
};

}  // namespace muster::sim
