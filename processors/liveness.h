// What was vouched for under the ids of one subject, by id and UTC day, held decoded: a ping is one
// merge here, and reaches the store at the next flush. One thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projections/component.h"
#include "projections/keys.h"
#include "projections/kv.h"
#include "projections/presence.h"
#include "projections/rows.h"

namespace muster::processors {

class SubjectLiveness {
 public:
  // Both outlive this.
  SubjectLiveness(const projections::Reads& committed, const projections::keys::Scope& scope)
      : committed_(committed), scope_(scope) {}

  struct Added {
    bool changed = false;
    std::size_t days = 0;  // of which it is the first change since the last flush
    bool began = false;    // it extends nothing of its lane: a session may have come back
  };

  // One voucher of `id`: of a ping (no kind) or of a check-in of a kind. Not `by_day`: whole on the
  // day of its start, however long.
  Added add(const SessionId& id,
            const projections::Lane& lane, const projections::Component& voucher, bool by_day = true);
  // A ping or location seen under the id. True where it is the first change of its day since the flush.
  bool seen(const SessionId& id, Timestamp t);
  // Forgets all that check-ins vouched for under the id: before they are added again.
  void forget_check_ins(const SessionId& id);

  // What vouches for the session on days [from, to], as it is or as it was at the last flush.
  enum class Version { now, flushed };
  projections::Vouched of(const projections::SessionRow& row, projections::Day from,
                          projections::Day to, Version version = Version::now);

  // Ids with a voucher that holds t or ends at it.
  std::vector<SessionId> alive_at(Timestamp t);
  // Ids with a component that begins after t.
  std::vector<SessionId> begun_after(Timestamp t);

  // The last day on which anything stands under the session's ids; empty if nothing does.
  std::optional<projections::Day> last_day(const projections::SessionRow& row);
  // The same, of the days before `day`.
  std::optional<projections::Day> day_before(const projections::SessionRow& row, projections::Day day);

  // The greatest time in [from, to] at which something was heard under the id and `counts` says yes;
  // kBeginning if there is none.
  Timestamp last_heard(const SessionId& id, Timestamp from, Timestamp to,
                       const std::function<bool(Timestamp)>& counts);

  // Whether a ping or location may ever have come under the session's ids.
  bool heard(const projections::SessionRow& row);

  // What changed since the last flush.
  struct Changed {
    SessionId id;
    projections::Day day;
    bool named;  // a named activity was vouched for
  };
  std::vector<Changed> changed() const;  // in vouchers; by id and day
  void write_to(projections::Batch& batch);
  void flushed();  // what is held is what is stored; where it is much, it is held no more
  std::size_t bytes() const { return bytes_; }

 private:
  struct Cell {
    projections::DayLiveness now;
    projections::DayLiveness flushed;  // where dirty
    bool dirty = false;
    bool vouched = false;              // dirty in its vouchers
  };
  struct Id {
    SessionId id;
    std::map<projections::Day, Cell> days;  // of those that were asked for
    std::optional<projections::Day> last;   // day that has anything, stored or not
    std::vector<Timestamp> heard;           // pings and locations since the last flush
    bool stored = false;                    // it has rows in the store
  };
  struct Dirty {
    Id* id;
    projections::Day day;
    Cell* cell;
  };
  Id& load(const SessionId& id);
  Cell& cell(const SessionId& id,
             projections::Day day);
  Cell& change(const SessionId& id,
               projections::Day day, std::size_t& fresh);
  std::optional<projections::Day> last_day_of(const SessionId& id);
  using Days = std::map<projections::Day, projections::DayLiveness>;
  Days rows(const SessionId& id,
            projections::Day from, projections::Day to, Version version) const;
  std::vector<SessionId> ids_on(projections::Day from, projections::Day to) const;
  static std::vector<SessionId> ids_of(const projections::SessionRow& row);

  const projections::Reads& committed_;
  const projections::keys::Scope& scope_;
  std::map<SessionId, Id> ids_;  // never moves one, nor its cells
  Id* hot_ = nullptr;            // the id that was asked for last, and its cell
  projections::Day hot_day_ = 0;
  Cell* hot_cell_ = nullptr;
  std::vector<Dirty> dirty_;
  std::size_t bytes_ = 0;
};

}  // namespace muster::processors
