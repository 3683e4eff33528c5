#include "processors/refold.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "processors/fold.h"
#include "processors/trail.h"
#include "projections/codec.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Checkpoint;
using projections::Outcome;

std::string checkpoint_bytes(Checkpoint state) {
  for (auto& row : state.open) {
    row.corrections.notes.clear();
    row.reviews.clear();
  }
  return projections::encode(state);
}

Refold::Refold(Subject& subject, std::uint32_t chunk)
    : s_(subject), history_(subject), stays_(subject), world_(subject), chunk_(chunk) {}

Refold::Done Refold::run() {
  in_order_ = s_.late_pings.empty();
  for (Incoming& in : s_.incoming) take(in);
  for (const LatePing& ping : s_.late_pings) take_late_ping(ping);
  if (in_order_) {
    fold_from_head();
  } else {
    for (const Past& past : fresh_) history_.write(past);
    while (!pending_.empty()) fold_from(*pending_.begin());
  }
  for (const SessionId& id : corrected_) show_corrections(id);
  for (const SessionId& id : s_.returned) resettle(id);
  s_.incoming.clear();
  s_.late_pings.clear();
  s_.returned.clear();
  s_.unsettled = false;
  return done_;
}

// A session that came back after a silence: a check-out may have sealed it meanwhile.
void Refold::resettle(const SessionId& id) {
  const RowPtr known = s_.rows.session(id);
  if (known == nullptr || known->policy.liveness == Liveness::no) return;
  s_.relist.push_back({known->id, {}});
  s_.dirty = true;
  if (known->policy.liveness != Liveness::resumes || known->end || !world_.first_selector(*known)) return;
  world_.stand_at_head(kEndOfTime);
  world_.load(known->id, kEndOfTime);
  SubjectWorld::Again none;
  world_.keep(kEndOfTime, true, none);
}

// Puts the world before t; false where that is the end of the history.
bool Refold::stand_before(Timestamp t) {
  at_head_ = t > s_.head.latest;
  if (at_head_) {
    start_ = t;
    since_checkpoint_ = s_.head.since_checkpoint;
    world_.stand_at_head(start_);
    return false;
  }
  since_checkpoint_ = 0;
  Checkpoint state;
  start_ = projections::kBeginning;
  if (const auto stored = history_.checkpoint_at_or_before(t)) {
    state = projections::or_fail(projections::decode_checkpoint(stored->bytes));
    start_ = stored->at;
  }
  for (auto& row : state.open) history_.attach_corrections(row);
  world_.stand_at(start_, std::move(state));
  return true;
}

std::string Refold::state_before(Timestamp t) {
  if (stand_before(t)) {
    std::vector<Past> events = history_.events(start_, t);
    fold_events(events);
  }
  return checkpoint_bytes(world_.state_at(t));
}

// All that came in is of later times than anything before it.
void Refold::fold_from_head() {
  if (fresh_.empty()) return;
  order_by_fold(fresh_);
  stand_before(fresh_.front().event.env.time);
  fold_events(fresh_);
  for (const Past& past : fresh_) history_.write(past);
  close_history();
}

void Refold::fold_from(Timestamp t) {
  const bool behind = stand_before(t);
  for (bool more = true; more;) {
    const auto next = behind ? history_.checkpoint_after(start_) : std::nullopt;
    fold_window(next ? next->at : kEndOfTime);
    more = close_window(next);
  }
}

void Refold::load_watched(Timestamp t) {
  for (const SessionId& id : again_.sessions) world_.load(id, t);
  for (const Event& event : gone_) {
    if (event.env.time < start_) continue;
    if (const auto* in = std::get_if<CheckIn>(&event.data)) world_.load(in->session_id, t);
    const auto* out = std::get_if<CheckOut>(&event.data);
    const auto* named = out == nullptr ? nullptr : std::get_if<SessionId>(&out->selector);
    if (named != nullptr) world_.load(*named, t);
    for (const SessionId& id : s_.liveness.alive_at(event.env.time)) world_.load(id, t);
    for (const SessionId& id : s_.liveness.begun_after(event.env.time)) world_.load(id, t);
    for (const SessionId& id : stays_.endless_at(nullptr, event.env.time)) world_.load(id, t);
  }
}

void Refold::fold_window(Timestamp to) {
  load_watched(start_);
  std::vector<Past> events = history_.events(start_, to);
  fold_events(events);
}

void Refold::fold_events(std::vector<Past>& events) {
  last_folded_ = projections::kBeginning;
  for (Past& past : events) {
    done_.refolded += at_head_ ? 0 : 1;
    ++since_checkpoint_;
    if (is_correction(past.event)) continue;  // known before the fold began
    const Timestamp t = past.event.env.time;
    if (t != last_folded_ && since_checkpoint_ > chunk_) {
      history_.write_checkpoint(t, checkpoint_bytes(world_.state_at(t)));
      since_checkpoint_ = 1;
    }
    fold_one(past);
    last_folded_ = t;
  }
}

void Refold::fold_one(Past& past) {
  Verdict verdict;
  const Envelope& env = past.event.env;
  if (const auto* in = std::get_if<CheckIn>(&past.event.data)) {
    // Whom it evicted before may stay now, and has to be known for that.
    if (!at_head_ && past.row.outcome == Outcome::opened && in->policy.limit) world_.candidates(env.time, &in->kind);
    verdict = fold(world_, env, *in);
    const bool back = verdict.outcome == Outcome::refreshed || verdict.outcome == Outcome::already_active;
    if (back && in->policy.liveness == Liveness::resumes) s_.relist.push_back({verdict.session, {}});
  } else if (const auto* out = std::get_if<CheckOut>(&past.event.data)) {
    const bool named = std::holds_alternative<SessionId>(out->selector);
    if (!named && world_.some(&projections::KindSeen::resumes, std::get_if<Kind>(&out->selector))) {
      // What a later ping had resumed, this one may seal.
      for (const SessionId& id : s_.liveness.begun_after(env.time)) world_.load(id, env.time);
    }
    verdict = fold(world_, env, *out);
    if (!named || verdict.outcome != Outcome::closed) s_.head.loose = std::max(s_.head.loose, env.time);
  } else {
    return;
  }
  if (past.row.outcome == verdict.outcome && past.row.session == verdict.session.view()) return;
  note_refresh(s_, past.event, past.row.outcome, verdict.outcome);
  stays_.note(past.event, past.row.outcome, verdict.outcome);
  past.row.outcome = verdict.outcome;
  past.row.session = verdict.session.str();
  if (!in_order_) history_.write(past);
}

void Refold::close_history() {
  world_.keep(kEndOfTime, true, again_);
  pending_.clear();
  s_.head.latest = std::max(s_.head.latest, last_folded_);
  s_.head.since_checkpoint = since_checkpoint_;
  world_.leave_head_at(last_folded_);
}

// True where the next window has to be folded too.
bool Refold::close_window(const std::optional<History::Stored>& next) {
  const Timestamp to = next ? next->at : kEndOfTime;
  pending_.erase(pending_.begin(), pending_.lower_bound(to));
  if (!next) {
    close_history();
    return false;
  }
  Checkpoint state = world_.state_at(to);
  std::string bytes = checkpoint_bytes(state);
  const bool same = bytes == next->bytes;
  world_.keep(to, false, again_);
  pending_.insert(again_.at.begin(), again_.at.end());
  again_.at.clear();
  pending_.erase(pending_.begin(), pending_.lower_bound(to));
  if (!same) history_.write_checkpoint(to, std::move(bytes));
  if (same && again_.cover <= to) return false;
  start_ = to;
  since_checkpoint_ = 0;
  world_.stand_at(start_, std::move(state));
  return true;
}

}  // namespace muster::processors
