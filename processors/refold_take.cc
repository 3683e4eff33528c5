// How what came in becomes history, and from where it is to be folded.
#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "processors/refold.h"
#include "processors/trail.h"
#include "projections/mention_keys.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Outcome;

void Refold::take(Incoming& in) {
  s_.dirty = s_.head_dirty = true;
  if (auto known = history_.identity(in.event)) return take_again(in, std::move(*known));
  const Timestamp t = in.event.env.time;
  done_.late += t <= s_.head.latest ? 1 : 0;
  fresh_.push_back(history_.begin(std::move(in)));
  const Event& event = fresh_.back().event;
  if (is_correction(event)) return take_correction(event);
  in_order_ &= t > s_.head.latest;
  vouch(event);
  pending_.insert(t);
}

void Refold::take_again(Incoming& in, projections::IdentityRow known) {
  in_order_ = false;
  for (const Past& past : fresh_) history_.write(past);
  fresh_.clear();
  const History::Taken taken = history_.again(in, std::move(known));
  ++done_.repeated;
  if (!taken.added) return;
  const Timestamp t = in.event.env.time;
  done_.late += t <= s_.head.latest ? 1 : 0;
  if (taken.gone && is_correction(*taken.gone)) {
    take_correction(*taken.gone);  // which may have named another session
  } else if (taken.gone) {
    unvouch(*taken.gone);
    pending_.insert(taken.gone->env.time);
    note_refresh(s_, *taken.gone, taken.gone_outcome, Outcome::ignored);
    gone_.push_back(*taken.gone);
  }
  if (is_correction(in.event)) return take_correction(in.event);
  vouch(in.event);
  pending_.insert(t);
}

// Amendments are known before the fold begins: so it begins where the session might. Reviews are only
// shown.
void Refold::take_correction(const Event& event) {
  in_order_ = false;
  const auto* amendment = std::get_if<Amendment>(&event.data);
  const SessionId& id = amendment != nullptr ? amendment->session_id : std::get<Review>(event.data).session_id;
  corrected_.push_back(id);
  if (amendment == nullptr) return;
  const auto first = history_.first_mention(keys::token_of_id(id), projections::kBeginning, EventType::checkin);
  if (first) pending_.insert(first->time);
}

// A session that the fold left as it was tells of its corrections all the same.
void Refold::show_corrections(const SessionId& id) {
  const RowPtr row = s_.rows.now(id).row;
  if (row == nullptr) return;
  projections::SessionRow corrected = *row;
  history_.attach_corrections(corrected);
  s_.rows.put(id, {std::make_shared<const projections::SessionRow>(std::move(corrected)), {}});
}

void Refold::vouch(const Event& event) {
  const auto* in = std::get_if<CheckIn>(&event.data);
  if (in == nullptr || !in->next_ping) return;
  const Timestamp t = event.env.time;
  const projections::Component voucher{t, t + *in->next_ping + in->grace.value_or(Duration{}), t + *in->next_ping};
  const projections::Lane lane{in->kind, in->activity.value_or("")};
  // Where silence is final nothing is ever looked for by its days.
  const bool by_day = in->policy.liveness != Liveness::final;
  s_.liveness.add(in->session_id, lane, voucher, by_day);
  if (in->policy.liveness == Liveness::resumes) again_.cover = std::max(again_.cover, voucher.alive_to + Duration{1});
}

void Refold::unvouch(const Event& event) {
  const auto* gone = std::get_if<CheckIn>(&event.data);
  if (gone == nullptr || !gone->next_ping) return;
  s_.liveness.forget_check_ins(gone->session_id);
  history_.mentions(keys::token_of_id(gone->session_id), projections::kBeginning, [&](const projections::EventRef& ref) {
    if (ref.type != EventType::checkin) return true;
    if (const auto past = history_.past(ref)) vouch(past->event);
    return true;
  });
}

void Refold::take_late_ping(const LatePing& ping) {
  world_.stand_at_head(kEndOfTime);
  const auto* row = world_.find(ping.id, ping.from);
  if (row == nullptr || row->policy.liveness == Liveness::no) return;
  ++done_.late;
  pending_.insert(ping.from);
  again_.sessions.insert(ping.id);
  again_.cover = std::max(again_.cover, end_of(ping, *row) + Duration{1});
}

// Until when it may matter who is alive. Where silence is final, what the ping joins to the check-in too.
Timestamp Refold::end_of(const LatePing& ping, const projections::SessionRow& row) {
  if (row.policy.liveness != Liveness::final) return ping.to;
  const auto all = s_.liveness.of(row, projections::day_of(row.started_at),
                                  std::numeric_limits<projections::Day>::max()).all;
  const auto* joined = projections::component_at(all, row.started_at);
  return joined == nullptr ? ping.to : std::max(ping.to, joined->alive_to);
}

}  // namespace muster::processors
