// One session while the fold runs: what it has been told, and what follows from it at a time t.
#pragma once

#include "tests/support/reference/liveness.h"

namespace muster::reference {

struct ExplicitEnd {
  Timestamp at{};
  EndReason reason{};
  const Event* by = nullptr;  // the check-out, or the check-in that evicted
};

// An end that a deadline or silence gives.
struct NaturalEnd {
  Timestamp at{};          // the end that is shown
  Timestamp shown_from{};  // silence ends at counted_to, but only from alive_to on
  Timestamp final_from{};  // from here on nothing resumes it
  EndReason reason{};
};

struct Session {
  SessionId id;
  Kind kind;
  Policy policy;
  Timestamp started_at{};
  const Event* opener = nullptr;
  WinningAmendments amendments;
  bool voided = false;

  std::optional<ExplicitEnd> closed;  // by check-out or eviction, as without the amendment
  bool closed_in_fold = false;        // false where an amended end came before it
  std::optional<Timestamp> sealed_at;
  Aliases aliases;
  Components components;
  std::vector<const Event*> check_ins;  // opened, refreshed, already_active; in order
  std::vector<const Event*> claims;     // check-outs by id after the end

  bool has_liveness() const { return policy.liveness != Liveness::no; }
  const CheckIn& opening() const { return std::get<CheckIn>(opener->data); }

  std::optional<Timestamp> amended_start() const;     // as amended
  std::optional<Timestamp> amended_end() const;       // as amended, not yet held against a start
  std::optional<Timestamp> fold_amended_end() const;  // not before started_at

  std::optional<Timestamp> deadline() const;  // ttl or max_duration
  std::optional<NaturalEnd> natural_end() const;

  bool active(Timestamp t) const;
  // A check-out at t ends it: active, or t is its deadline.
  bool closable(Timestamp t) const;
  bool closable_but_for_amendment(Timestamp t) const;
  bool suspended_but_for_amendment(Timestamp t) const;  // only silence keeps it from being active
  bool ended(Timestamp t) const;                        // at or before t, for good
  bool ended_explicitly(Timestamp t) const;             // at or before t
  EndReason deadline_reason() const;

 private:
  bool live(Timestamp t) const;
};

}  // namespace muster::reference
