// Folds what came in for a subject: in order where it can, and where something came late from the
// checkpoint before it, until the state is again the one that is stored and nothing later names what
// changed. One thread.
#pragma once

#include <cstdint>
#include <set>

#include "processors/subject_world.h"

namespace muster::processors {

class Refold {
 public:
  Refold(Overlay& overlay, Subject& subject);

  struct Done {
    std::uint64_t late = 0;      // events that were not the newest
    std::uint64_t refolded = 0;  // events folded though not new
    std::uint64_t repeated = 0;
  };
  // Takes what the subject has collected and leaves it settled.
  Done run();

 private:
  void take(const Incoming& in);
  void take_correction(const SessionId& id);
  void vouch(const Event& event);
  void unvouch(const Event& event);
  void take_late_ping(const LatePing& ping);
  void resettle(const SessionId& id);
  void fold_from(Timestamp t);
  bool stand_before(Timestamp t);
  void fold_window(Timestamp to);
  void fold_one(Past& past);
  bool close_window(const std::optional<History::Stored>& next);
  void load_watched(Timestamp t);

  Overlay& o_;
  Subject& s_;
  History history_;
  SubjectWorld world_;
  std::set<Timestamp> pending_;  // times from which to fold
  SubjectWorld::Again again_;
  std::vector<Event> gone_;
  Timestamp start_{};            // of the window
  std::uint32_t since_checkpoint_ = 0;
  bool in_order_ = false;
  Timestamp last_folded_{};
  Done done_;
};

// The bytes by which checkpoints are stored and compared: without corrections, which are known
// before the fold begins and attached when it does.
std::string checkpoint_bytes(projections::Checkpoint state);

}  // namespace muster::processors
