// Folds what came in for a subject: from its head where all of it is new, which reads no history; and
// where something came late from the checkpoint before it, until the state is again the one that is
// stored and nothing later names what changed. One thread.
#pragma once

#include <cstdint>
#include <set>

#include "processors/stays.h"
#include "processors/subject_world.h"

namespace muster::processors {

class Refold {
 public:
  // A checkpoint is written after `chunk` events.
  Refold(Subject& subject, std::uint32_t chunk);

  struct Done {
    std::uint64_t late = 0;      // events that were not the newest
    std::uint64_t refolded = 0;  // events folded though not new
    std::uint64_t repeated = 0;
  };
  // Takes what the subject has collected and leaves it settled.
  Done run();

  // The bytes of a checkpoint before the events of `t`. Of a settled subject; leaves all as it is but for
  // what is held in memory.
  std::string state_before(Timestamp t);

 private:
  void take(Incoming& in);
  void take_again(Incoming& in, projections::IdentityRow known);
  void take_correction(const Event& event);
  void show_corrections(const SessionId& id);
  void vouch(const Event& event);
  void unvouch(const Event& event);
  void take_late_ping(const LatePing& ping);
  Timestamp end_of(const LatePing& ping, const projections::SessionRow& row);
  void resettle(const SessionId& id);
  void fold_from_head();
  void fold_from(Timestamp t);
  bool stand_before(Timestamp t);
  void fold_window(Timestamp to);
  void fold_events(std::vector<Past>& events);
  void fold_one(Past& past);
  bool close_window(const std::optional<History::Stored>& next);
  void close_history();
  void load_watched(Timestamp t);

  Subject& s_;
  History history_;
  Stays stays_;
  SubjectWorld world_;
  const std::uint32_t chunk_;
  std::vector<Past> fresh_;      // first copies, not written yet
  std::vector<SessionId> corrected_;
  std::set<Timestamp> pending_;  // times from which to fold
  SubjectWorld::Again again_;
  std::vector<Event> gone_;
  Timestamp start_{};            // of the window
  std::uint32_t since_checkpoint_ = 0;
  bool in_order_ = true;         // all that came in is of later times than the head's
  bool at_head_ = false;         // what is folded has not been folded before
  Timestamp last_folded_{};
  Done done_;
};

// The bytes by which checkpoints are stored and compared: with amended edges, which later events depend
// on; without what is only shown.
std::string checkpoint_bytes(projections::Checkpoint state);

}  // namespace muster::processors
