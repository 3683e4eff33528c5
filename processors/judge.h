// Keeps the evidence of a session's fixes (projections/evidence.h) in step with its row, its vouchers
// and its trail. What comes in order is one step on from what is stored; what is late is judged again
// from the UTC day that it changes. Sessions without a fix between their first and their last cost
// nothing. One thread.
#pragma once

#include <optional>
#include <vector>

#include "processors/subject.h"
#include "projections/evidence.h"
#include "projections/presence.h"

namespace muster::processors {

class Judge {
 public:
  Judge(projections::Batch& batch, Subject& subject) : batch_(batch), s_(subject) {}

  struct Change {
    const projections::SessionRow* before = nullptr;  // null: there was none, there is none
    const projections::SessionRow* after = nullptr;
    const projections::Vouched& vouched_before;  // from the first day on that may differ
    const projections::Vouched& vouched_after;
  };
  struct Judged {
    std::optional<projections::Evidence> before, after;
  };
  // Fixes that came or went since the last flush are taken from the subject.
  Judged judge(const SessionId& id, const Change& change);

 private:
  std::vector<NewFix> new_fixes(const projections::SessionRow& row) const;
  Judged go_on_from(const projections::Evidence& known, const Change& change, const std::vector<NewFix>& fixes);
  std::optional<projections::Evidence> stored(const SessionId& id);
  void keep(const SessionId& id, const std::optional<projections::Evidence>& evidence);
  void erase_days(const SessionId& id, projections::Day from);
  std::optional<Timestamp> again_from(const Change& change, const projections::Evidence& stored) const;
  void go_on(const projections::SessionRow& row, std::vector<projections::TrailFix> fixes, projections::Evidence& e);
  std::optional<projections::Evidence> judge_first(const projections::SessionRow& row, const std::vector<NewFix>& fixes);
  std::optional<projections::Evidence> judge_again(const projections::SessionRow& row, Timestamp from);
  std::optional<projections::Day> next_day(const projections::SessionRow& row, projections::Day from) const;
  std::vector<projections::TrailFix> fixes_of(const projections::SessionRow& row, projections::Day day) const;
  void take(const projections::SessionRow& row, std::vector<projections::TrailFix> fixes, projections::Day day,
            projections::Evidence& e);

  projections::Batch& batch_;
  Subject& s_;
};

}  // namespace muster::processors
