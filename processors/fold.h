// The fold of one subject (docs/semantics.md, Check-in, Check-out): what a check-in or check-out does, given
// what came before it in the order of fold_order.h. Pure: it asks the World, and changes rows only through
// it. No clock, no storage, no logging. One thread.
#pragma once

#include <string>
#include <vector>

#include "projections/presence.h"
#include "projections/rows.h"
#include "schemas/event.h"

namespace muster::processors {

// The subject as it stands between two events. Times given to it never fall.
class World {
 public:
  virtual ~World() = default;

  // The session that the id names or is an alias of, sealed if a check-out found it in silence
  // before t; null if no check-in made it known yet. Valid until the next open().
  virtual projections::SessionRow* find(const SessionId& id, Timestamp t) = 0;
  // All of the kind (null: of every kind) that might be active at t, each once; more is allowed.
  virtual std::vector<projections::SessionRow*> candidates(Timestamp t, const Kind* kind) = 0;
  // What vouches for the row around t, and, where its silence is final, from its check-in on.
  virtual projections::Vouched vouched(const projections::SessionRow& row, Timestamp t) = 0;
  // Gives a new row what was corrected about its session.
  virtual void attach_corrections(projections::SessionRow& row) = 0;

  virtual void open(projections::SessionRow row) = 0;
  virtual void add_alias(projections::SessionRow& row, const SessionId& alias, Timestamp since) = 0;
  // Called after each change of a row.
  virtual void changed(const projections::SessionRow& row) = 0;

  // The newest session (started_at, id) of the kind (null: of any) that began before t, void ones aside; null
  // if there is none.
  virtual const projections::SessionRow* newest(const Kind* kind, Timestamp t) = 0;
};

struct Verdict {
  projections::Outcome outcome{};
  SessionId session;  // the session acted on; empty if none
};

Verdict fold(World& world, const Envelope& env, const CheckIn& in);
Verdict fold(World& world, const Envelope& env, const CheckOut& out);

// By start, then id.
bool older(const projections::SessionRow* a, const projections::SessionRow* b);

// The latest per field wins; an absent field erases nothing.
void refresh(projections::SessionRow& row, Timestamp t, const CheckIn& in);

projections::EventRef ref_of(const Event& event);
projections::EventRef ref_of(const Envelope& env, EventType type);

}  // namespace muster::processors
