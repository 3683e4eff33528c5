#include "projections/flags.h"

#include <algorithm>
#include <tuple>

#include "projections/evidence.h"
#include "schemas/json_writer.h"

namespace muster::projections {
namespace {

// Of the amendments that win an edge, also where they take it back.
Timestamp edges_accepted(const SessionRow& row) {
  Timestamp start = row.opened_ingesttime, end = start;
  for (const AmendmentNote& note : row.corrections.notes) {  // rising: the last of each field wins
    if (note.amendment.started_at) start = note.ingesttime;
    if (note.amendment.ended_at) end = note.ingesttime;
  }
  return std::max({row.opened_ingesttime, start, end});
}

void add_long_running(const SessionRow& row, const Vouched& vouched, std::vector<Flag>& flags) {
  if (!row.policy.long_after) return;
  const Timestamp limit = shown_start(row) + *row.policy.long_after;
  for (const Interval& i : presence(row, vouched.all)) {
    if (i.end <= limit) continue;
    const Timestamp since = std::max(i.start, limit);
    Flag flag{FlagName::long_running, since, std::max(since, edges_accepted(row)), ""};
    JsonObjectWriter(flag.evidence).seconds("long_after_s", *row.policy.long_after);
    return raise(flags, std::move(flag));
  }
}

void add_auto_closed(const SessionRow& row, const Vouched& vouched, std::vector<Flag>& flags) {
  if (!row.policy.max_duration || row.end) return;
  const auto end = computed_ending(row, vouched.all);
  if (!end || end->reason != EndReason::auto_closed) return;
  const auto& amended = row.corrections.ended_at;
  if (amended && std::max(*amended, row.started_at) <= end->at) return;
  Flag flag{FlagName::auto_closed, end->at, end->at, ""};
  JsonObjectWriter(flag.evidence).seconds("max_duration_s", *row.policy.max_duration);
  raise(flags, std::move(flag));
}

// When the end became evidence: with the last of the events it is made of, that of a deadline not
// before the deadline.
Timestamp end_accepted(const SessionRow& row, const SessionView& view) {
  const Timestamp accepted = edges_accepted(row);
  if (view.end_reason == EndReason::amended) return accepted;
  if (row.end && view.end_reason == row.end->reason) return std::max(accepted, row.end->ingesttime);
  return std::max(accepted, view.computed_ended_at.value_or(accepted));
}

ReviewState review_state(const SessionRow& row, const SessionView& view, Timestamp as_of) {
  const ReviewNote* latest = latest_review(row, as_of);
  const bool decided = latest != nullptr && latest->decision != Decision::reopen;
  const auto uncovered = [&](Timestamp accepted) { return !decided || accepted >= latest->ingesttime; };
  const bool by_flag = std::any_of(view.flags.begin(), view.flags.end(),
                                   [&](const Flag& f) { return uncovered(f.accepted); });
  if (by_flag) return ReviewState::pending;
  if (row.policy.review_all && view.ended_at && uncovered(end_accepted(row, view))) return ReviewState::pending;
  if (!decided) return ReviewState::none;
  return latest->decision == Decision::approve ? ReviewState::approved : ReviewState::rejected;
}

}  // namespace

std::vector<Flag> flags_of(const SessionRow& row, const Vouched& vouched, const std::optional<Evidence>& evidence) {
  if (row.corrections.voided) return {};
  std::vector<Flag> flags = row.flags;
  for (const Flag& flag : evidence ? evidence->flags : evidence_of_edges(row).flags) raise(flags, flag);
  add_long_running(row, vouched, flags);
  add_auto_closed(row, vouched, flags);
  for (Flag& flag : flags) flag.accepted = std::max(flag.accepted, row.opened_ingesttime);
  return flags;
}

void add_flags(const SessionRow& row, const Vouched& vouched, const std::optional<Evidence>& evidence,
               Timestamp as_of, SessionView& view) {
  view.flags = flags_of(row, vouched, evidence);
  std::erase_if(view.flags, [as_of](const Flag& f) { return f.since > as_of; });
  view.review = row.corrections.voided ? ReviewState::none : review_state(row, view, as_of);
}

const ReviewNote* latest_review(const SessionRow& row, Timestamp as_of) {
  const ReviewNote* latest = nullptr;
  for (const ReviewNote& note : row.reviews) {  // rising
    if (note.at <= as_of) latest = &note;
  }
  return latest;
}

const char* name_of(ReviewState s) {
  switch (s) {
    case ReviewState::none: return "none";
    case ReviewState::pending: return "pending";
    case ReviewState::approved: return "approved";
    case ReviewState::rejected: return "rejected";
  }
  return "";
}

}  // namespace muster::projections
