#include "tests/support/reference/review.h"

#include <algorithm>

#include "tests/support/reference/shown.h"

namespace muster::reference {
namespace {

const Event* latest_decision(const Facts& facts, const SessionId& id, Timestamp as_of) {
  const Event* latest = nullptr;
  for (const Event& e : facts.corrections) {
    const auto* r = std::get_if<Review>(&e.data);
    if (r && r->session_id == id && e.env.time <= as_of) latest = &e;
  }
  return latest;
}

// When the shown end was accepted: the greatest ingesttime of what it is made of.
Timestamp end_accepted(const Session& s, const SessionAnswer& shown) {
  Timestamp accepted = s.opener->env.ingesttime;
  const auto made_of = [&](const Event* e) {
    if (e) accepted = std::max(accepted, e->env.ingesttime);
  };
  made_of(s.amendments.started_at);
  made_of(s.amendments.ended_at);
  if (shown.end_reason == EndReason::amended) return accepted;
  if (s.closed && s.closed->reason == shown.end_reason) {
    made_of(s.closed->by);
  } else {
    accepted = std::max(accepted, *shown.computed_ended_at);  // a deadline, or silence
  }
  return accepted;
}

}  // namespace

void review(const Facts& facts, const Session& s, Timestamp as_of, SessionAnswer& out) {
  if (s.voided) return;
  std::vector<Timestamp> evidence;
  for (const Flag& f : out.flags) evidence.push_back(f.accepted);
  if (s.policy.review_all && out.ended_at) evidence.push_back(end_accepted(s, out));

  const Event* decision = latest_decision(facts, s.id, as_of);
  std::optional<Timestamp> covered_before;
  if (decision) {
    const auto& r = std::get<Review>(decision->data);
    out.reviewed_at = decision->env.time;
    out.reviewed_by = decision->env.actor.value_or(decision->env.subject.str());
    out.review_note = r.note;
    if (r.decision != Decision::reopen) covered_before = decision->env.ingesttime;
    out.review = r.decision == Decision::approve  ? ReviewState::approved
                 : r.decision == Decision::reject ? ReviewState::rejected
                                                  : ReviewState::none;
  }
  const bool uncovered = std::any_of(evidence.begin(), evidence.end(), [&](Timestamp accepted) {
    return !covered_before || accepted >= *covered_before;
  });
  if (uncovered) out.review = ReviewState::pending;
}

}  // namespace muster::reference
