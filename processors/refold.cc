#include "processors/refold.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "processors/fold.h"
#include "projections/codec.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Checkpoint;
using projections::Outcome;

namespace {

constexpr std::uint32_t kChunk = 128;  // events between checkpoints

}  // namespace

std::string checkpoint_bytes(Checkpoint state) {
  for (auto& row : state.open) {
    row.corrections = {};
    row.reviews.clear();
  }
  return projections::encode(state);
}

Refold::Refold(Overlay& overlay, Subject& subject)
    : o_(overlay), s_(subject), history_(overlay, subject.scope), world_(overlay, subject) {}

Refold::Done Refold::run() {
  for (const Incoming& in : s_.incoming) take(in);
  for (const LatePing& ping : s_.late_pings) take_late_ping(ping);
  while (!pending_.empty()) fold_from(*pending_.begin());
  for (const SessionId& id : s_.returned) resettle(id);
  s_.incoming.clear();
  s_.late_pings.clear();
  s_.returned.clear();
  s_.unsettled = false;
  return done_;
}

void Refold::take(const Incoming& in) {
  const History::Taken taken = history_.take(in);
  done_.repeated += taken.repeated ? 1 : 0;
  s_.dirty = s_.head_dirty = true;
  if (!taken.added) return;
  if (in.event.env.time <= s_.head.latest) ++done_.late;
  if (taken.gone) {
    unvouch(*taken.gone);
    pending_.insert(taken.gone->env.time);
    gone_.push_back(*taken.gone);
  }
  if (const auto* a = std::get_if<Amendment>(&in.event.data)) return take_correction(a->session_id);
  if (const auto* r = std::get_if<Review>(&in.event.data)) return take_correction(r->session_id);
  vouch(in.event);
  pending_.insert(in.event.env.time);
}

// Known before the fold begins: so it begins where the session might.
void Refold::take_correction(const SessionId& id) {
  const auto first = history_.first_mention(keys::token_of_id(id), kBeginning, EventType::checkin);
  if (first) pending_.insert(first->time);
}

void Refold::vouch(const Event& event) {
  const auto* in = std::get_if<CheckIn>(&event.data);
  if (in == nullptr || !in->next_ping) return;
  const Timestamp t = event.env.time;
  const projections::Component voucher{t, t + *in->next_ping + in->grace.value_or(Duration{}),
                                       t + *in->next_ping};
  const projections::Lane lane{in->kind, in->activity.value_or("")};
  // Where silence is final nothing is ever looked for by its days.
  const bool by_day = in->policy.liveness != Liveness::final;
  s_.liveness.add(o_, s_.scope, in->session_id, lane, voucher, by_day);
  if (in->policy.liveness == Liveness::resumes) again_.cover = std::max(again_.cover, voucher.alive_to);
}

void Refold::unvouch(const Event& event) {
  const auto* gone = std::get_if<CheckIn>(&event.data);
  if (gone == nullptr || !gone->next_ping) return;
  s_.liveness.forget_check_ins(o_, s_.scope, gone->session_id);
  history_.mentions(keys::token_of_id(gone->session_id), kBeginning, [&](const projections::EventRef& ref) {
    if (ref.type != EventType::checkin) return true;
    if (const auto past = history_.past(ref)) vouch(past->event);
    return true;
  });
}

void Refold::take_late_ping(const LatePing& ping) {
  world_.stand_at(kEndOfTime, s_.head.state);
  const auto* row = world_.find(ping.id, ping.from);
  if (row == nullptr || row->policy.liveness == Liveness::no) return;
  ++done_.late;
  pending_.insert(ping.from);
  again_.sessions.insert(ping.id);
  if (row->policy.liveness == Liveness::resumes) again_.cover = std::max(again_.cover, ping.to);
}

// A session that came back after a silence: a check-out may have sealed it meanwhile.
void Refold::resettle(const SessionId& id) {
  const auto known = s_.rows.find(id);
  if (known != s_.rows.end() && (!known->second || known->second->policy.liveness == Liveness::no)) return;
  world_.stand_at(kEndOfTime, s_.head.state);
  const auto* row = world_.find(id, kEndOfTime);
  if (row == nullptr || row->policy.liveness == Liveness::no) return;
  s_.relist.push_back(row->id);
  s_.dirty = true;
  SubjectWorld::Again none;
  world_.keep(kEndOfTime, true, none);
}

// Puts the world before t; false where that is the end of the history.
bool Refold::stand_before(Timestamp t) {
  if (t > s_.head.latest) {
    in_order_ = true;
    start_ = t;
    since_checkpoint_ = s_.head.since_checkpoint;
    world_.stand_at(start_, s_.head.state);
    return false;
  }
  in_order_ = false;
  since_checkpoint_ = 0;
  Checkpoint state;
  start_ = kBeginning;
  if (const auto stored = history_.checkpoint_at_or_before(t)) {
    state = projections::or_fail(projections::decode_checkpoint(stored->bytes));
    start_ = stored->at;
  }
  for (auto& row : state.open) history_.attach_corrections(row);
  world_.stand_at(start_, std::move(state));
  return true;
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
    for (const SessionId& id : s_.liveness.alive_at(o_, s_.scope, event.env.time)) world_.load(id, t);
    for (const SessionId& id : s_.liveness.begun_after(o_, s_.scope, event.env.time)) world_.load(id, t);
  }
}

void Refold::fold_window(Timestamp to) {
  load_watched(start_);
  last_folded_ = kBeginning;
  for (Past& past : history_.events(start_, to)) {
    const Timestamp t = past.event.env.time;
    if (t != last_folded_ && since_checkpoint_ >= kChunk) {
      history_.write_checkpoint(t, checkpoint_bytes(world_.state_at(t)));
      since_checkpoint_ = 0;
    }
    fold_one(past);
    ++since_checkpoint_;
    last_folded_ = t;
    done_.refolded += in_order_ ? 0 : 1;
  }
}

void Refold::fold_one(Past& past) {
  Verdict verdict;
  const Envelope& env = past.event.env;
  if (const auto* in = std::get_if<CheckIn>(&past.event.data)) {
    verdict = fold(world_, env, *in);
    const bool back = verdict.outcome == Outcome::refreshed || verdict.outcome == Outcome::already_active;
    if (back && in->policy.liveness == Liveness::resumes) s_.relist.push_back(verdict.session);
  } else if (const auto* out = std::get_if<CheckOut>(&past.event.data)) {
    const bool named = std::holds_alternative<SessionId>(out->selector);
    if (!named && world_.some_resume(std::get_if<Kind>(&out->selector))) {
      // What a later ping had resumed, this one may seal.
      for (const SessionId& id : s_.liveness.begun_after(o_, s_.scope, env.time)) world_.load(id, env.time);
    }
    verdict = fold(world_, env, *out);
  } else {
    return;
  }
  if (past.row.outcome == verdict.outcome && past.row.session == verdict.session.view()) return;
  past.row.outcome = verdict.outcome;
  past.row.session = verdict.session.str();
  history_.write(past);
}

// True where the next window has to be folded too.
bool Refold::close_window(const std::optional<History::Stored>& next) {
  const Timestamp to = next ? next->at : kEndOfTime;
  pending_.erase(pending_.begin(), pending_.lower_bound(to));
  if (!next) {
    world_.keep(to, true, again_);
    pending_.clear();
    s_.head.latest = std::max(s_.head.latest, last_folded_);
    s_.head.since_checkpoint = since_checkpoint_;
    s_.head.state = world_.state_at(last_folded_);
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
