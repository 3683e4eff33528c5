// Sessions of one subject that are found without a checkpoint: the newest of a kind, which speaks where a
// check-out ends nobody; and endless ones, which may be open for as long as the history goes on. Reads and
// writes mentions through the overlay. One thread.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "processors/fold.h"
#include "processors/subject.h"

namespace muster::processors {

// Nothing but a check-out ends it, and it takes nobody's place.
bool endless(const Policy& policy);
// Its silence only suspends it.
bool may_resume(const projections::SessionRow& row);
// It is in no checkpoint: endless, or its silence only suspends it.
bool apart(const projections::SessionRow& row);

class Stays {
 public:
  explicit Stays(Subject& subject) : o_(subject.overlay), s_(subject) {}

  // Of every check-in, before it is folded.
  void expect(const CheckIn& in);
  // What was folded otherwise before: a check-in opened a session or did not, a check-out ended somebody.
  void note(const Event& event, projections::Outcome was, projections::Outcome is);
  void forget(const Event& event);
  // A row took the place of another; null: there was none, there is none.
  void note(const projections::SessionRow* before, const projections::SessionRow* after);

  // The newest session (started_at, id) of the kind that began before t and `counts`.
  std::optional<SessionId> newest(const Kind& kind, Timestamp t,
                                  const std::function<bool(const SessionId&)>& counts) const;
  // Endless ones of the kind (null: of any) that are open at t, as they are stored; more are given.
  std::vector<SessionId> endless_at(const Kind* kind, Timestamp t) const;
  // Times from `from` on at which a check-out of the session's kind or of all ended nobody while it was the newest.
  std::vector<Timestamp> spoke_for(const projections::SessionRow& row, Timestamp from) const;

 private:
  void put(const projections::SessionRow& row, bool there);

  Overlay& o_;
  Subject& s_;
};

}  // namespace muster::processors
