// The World of one subject over its stored rows: what the fold sees and changes between two
// checkpoints. Rows are read as they stood at the start of the window, changed in memory, and kept
// at its end. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "processors/fold.h"
#include "processors/history.h"
#include "processors/overlay.h"
#include "processors/stays.h"
#include "processors/subject.h"

namespace muster::processors {

class SubjectWorld final : public World {
 public:
  explicit SubjectWorld(Subject& subject) : s_(subject), history_(subject), stays_(subject) {}

  // Stands at `window`, before every event of that time, in the given state. Forgets all else.
  void stand_at(Timestamp window, projections::Checkpoint state);
  // The same, in the state after all that is folded.
  void stand_at_head(Timestamp window);
  // The state after all that was folded, before every event at or after t; what time has ended by
  // then is no candidate any more.
  projections::Checkpoint state_at(Timestamp t);
  // The same, into the subject's head: once keep() has put its open rows away.
  void leave_head_at(Timestamp t);

  // What must be folded again because of changed rows.
  struct Again {
    std::set<Timestamp> at;         // times of later events that name a changed session, or select it
    std::set<SessionId> sessions;   // to be loaded wherever that is done
    Timestamp cover = Timestamp::min();  // all until here
  };
  // Rows that the window [.., to) changed go back to the store. What is still open in the state at
  // `to` is left out unless `open_too`: its stored row tells of later events too.
  void keep(Timestamp to, bool open_too, Again& again);

  // The first check-out that selects the session after its start.
  std::optional<Timestamp> first_selector(const projections::SessionRow& row) const;

  // Whether there may be check-ins like that of the kind (null: of any).
  bool some(bool projections::KindSeen::*like, const Kind* kind) const;

  // A session that may be changed though no event of the window names it.
  void load(const SessionId& id, Timestamp t) { find(id, t); }

  projections::SessionRow* find(const SessionId& id, Timestamp t) override;
  std::vector<projections::SessionRow*> candidates(Timestamp t, const Kind* kind) override;
  projections::Vouched vouched(const projections::SessionRow& row, Timestamp t) override;
  void attach_corrections(projections::SessionRow& row) override { history_.attach_corrections(row); }
  void open(projections::SessionRow row) override;
  void add_alias(projections::SessionRow& row, const SessionId& alias, Timestamp since) override;
  void changed(const projections::SessionRow& row) override;
  const projections::SessionRow* newest(const Kind* kind, Timestamp t) override;

 private:
  struct Known {
    std::optional<projections::SessionRow> row;  // empty: no session of this id, as far as folded
    std::optional<SessionId> alias_of;
    IdStands stored;                             // as it is now, of whatever time
  };
  Known& known(const SessionId& id);
  void know_open(projections::SessionRow row);
  void drop_closed(Timestamp t);
  // The row as it stood before every event at or after t.
  void rewind(projections::SessionRow& row, Timestamp t) const;
  static bool rewind_edges(projections::SessionRow& row, Timestamp t);
  void retell(projections::SessionRow& row, const projections::SessionRow& whole, Timestamp t) const;
  projections::SessionRow with_what_is_later(projections::SessionRow row, const projections::SessionRow& stored, Timestamp to) const;
  void seal(projections::SessionRow& row, Timestamp t);
  void settle_seal(projections::SessionRow& row, Timestamp to);
  std::optional<Timestamp> first_unnamed_check_out(const projections::SessionRow& row) const;
  std::optional<Timestamp> first_named_check_out(const projections::SessionRow& row) const;
  bool lets_in_while_heard(const projections::SessionRow& row) const;
  bool begun_after(const projections::SessionRow& row, Timestamp t);
  bool still_open(const projections::SessionRow& row, Timestamp t);
  void keep_one(const SessionId& id, Known& k, Timestamp to, Again& again);
  bool alias_is_later(const SessionId& id, const Known& k, Timestamp to) const;
  std::optional<projections::SessionRow> stored_before(const Known& k, Timestamp to);
  void all_mentions(const SessionId& named, Timestamp from, Again& again) const;
  void visit_later(const SessionId& id, const Known& k, Timestamp to, Again& again);
  void visit_later(const SessionId& id, const projections::SessionRow& row, Timestamp to, Again& again);

  Subject& s_;
  History history_;
  Stays stays_;
  Timestamp window_{};
  std::map<SessionId, Known> known_;
  std::vector<SessionId> open_;  // of the state, by (started_at, id)
};

}  // namespace muster::processors
