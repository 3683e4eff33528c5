// How a window's changes go back to the store, and what has to be folded again because of them.
#include <algorithm>
#include <limits>
#include <utility>

#include "processors/subject_world.h"
#include "projections/index_keys.h"
#include "projections/mention_keys.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::SessionRow;

namespace {

// Without what no event depends on.
SessionRow as_to_others(SessionRow row) {
  row.activity.clear();
  row.device.reset();
  row.service_type.reset();
  row.notes.reset();
  row.labels.clear();
  row.last_check_in = {};
  row.corrections.notes.clear();
  row.corrections.started_at.reset();
  row.reviews.clear();
  return row;
}

// What later events of the same ids depend on.
bool same_to_others(const SessionRow& a, const SessionRow& b) {
  return a.kind == b.kind && a.started_at == b.started_at && a.end == b.end && a.sealed == b.sealed &&
         a.aliases == b.aliases && a.corrections.ended_at == b.corrections.ended_at &&
         a.corrections.voided == b.corrections.voided;
}

}  // namespace

void SubjectWorld::keep(Timestamp to, bool open_too, Again& again) {
  for (auto& [id, k] : known_) {
    const bool in_state = std::find(open_.begin(), open_.end(), id) != open_.end();
    if (in_state && !open_too && k.row && still_open(*k.row, to)) continue;
    keep_one(id, k, to, again);
  }
}

// The stored row without what events at or after `to` made of it, but for what refreshed it.
std::optional<SessionRow> SubjectWorld::stored_before(const Known& k, Timestamp to) {
  if (!k.stored.row || k.stored.row->opened_by.time >= to) return std::nullopt;
  SessionRow row = *k.stored.row;
  if (!apart(row)) {
    std::erase_if(row.flags, [to](const auto& f) { return f.since >= to; });  // claims after its end
    return row;
  }
  const auto sealed = row.sealed;
  rewind_edges(row, to);
  if (sealed && *sealed < to) row.sealed = sealed;
  return row;
}

void SubjectWorld::keep_one(const SessionId& id, Known& k, Timestamp to, Again& again) {
  if (k.row && may_resume(*k.row)) settle_seal(*k.row, to);
  const std::optional<SessionRow> before = stored_before(k, to);
  IdStands next = k.stored;
  if (to != kEndOfTime && k.row && before && apart(*k.row) && !lets_in_while_heard(*k.row) && as_to_others(*k.row) == as_to_others(*before)) {
    next.row = std::make_shared<const SessionRow>(with_what_is_later(*k.row, *k.stored.row, to));
  } else if (k.row != before) {
    next.row = k.row ? std::make_shared<const SessionRow>(*k.row) : nullptr;
    const bool same = k.row && before && same_to_others(*k.row, *before);
    // What raised a flag later told nothing while another had raised it before.
    const bool flagged = before && (before->flags.size() != k.stored.row->flags.size() || !k.row || before->flags != k.row->flags);
    if (!same || flagged || apart(*k.row)) visit_later(id, k, to, again);
  }
  const bool is = k.row.has_value() || k.alias_of.has_value();
  const bool stays = is == k.stored.for_something() && k.stored.alias_of == k.alias_of;
  const bool is_later = !is && (alias_is_later(id, k, to) || (k.stored.row && k.stored.row->opened_by.time >= to));
  if (!stays && !is_later) {
    next.alias_of = k.alias_of;
    if (k.stored.alias_of && k.stored.alias_of != k.alias_of) again.sessions.insert(*k.stored.alias_of);  // it has one less
    if (next.alias_of) next.row.reset();  // were it of a later check-in: that one names an alias now
    visit_later(id, k, to, again);
  }
  if (next == k.stored) return;
  // Its fixes are another's no longer.
  if (next.row && k.stored.alias_of) s_.fixes[id].push_back({{next.row->started_at, {}, {}, {}}, true});
  stays_.note(k.stored.row.get(), next.row.get());
  s_.rows.put(id, std::move(next));
  s_.dirty = true;
}

bool SubjectWorld::alias_is_later(const SessionId& id, const Known& k, Timestamp to) const {
  if (!k.stored.alias_of) return false;
  const auto target = known_.find(*k.stored.alias_of);
  if (target == known_.end() || !target->second.stored.row) return false;
  const auto& aliases = target->second.stored.row->aliases;
  return std::any_of(aliases.begin(), aliases.end(),
                     [&](const auto& a) { return a.id == id && a.since >= to; });
}

void SubjectWorld::all_mentions(const SessionId& named, Timestamp from, Again& again) const {
  history_.mentions(keys::token_of_id(named), from, [&](const projections::EventRef& ref) {
    again.at.insert(ref.time);
    return true;
  });
}

void SubjectWorld::visit_later(const SessionId& id, const Known& k, Timestamp to, Again& again) {
  all_mentions(id, to, again);
  if (k.row) visit_later(id, *k.row, to, again);
  if (k.stored.row) visit_later(id, *k.stored.row, to, again);
}

void SubjectWorld::visit_later(const SessionId& id, const SessionRow& row, Timestamp to, Again& again) {
  for (const auto& alias : row.aliases) all_mentions(alias.id, to, again);
  for (const Timestamp t : stays_.spoke_for(row, to)) again.at.insert(t);
  if (!apart(row)) return;
  again.sessions.insert(id);
  if (const auto first = first_selector(row); first && *first >= to) again.at.insert(*first);
  if (row.end && row.end->by.time >= to) again.at.insert(row.end->by.time);
  const auto kind = s_.head.kinds.find(row.kind);
  if (!row.policy.limit && (kind == s_.head.kinds.end() || !kind->second.limited)) return;
  // Whom a limit lets in meanwhile.
  if (endless(row.policy)) again.cover = std::max(again.cover, row.end ? row.end->by.time + Duration{1} : kEndOfTime);
  if (const auto last = s_.liveness.last_day(row)) again.cover = std::max(again.cover, projections::start_of(*last + 1));
}

// Whether others of its kind become its aliases may change with what vouches for it, which its row does not tell.
bool SubjectWorld::lets_in_while_heard(const SessionRow& row) const {
  const auto kind = s_.head.kinds.find(row.kind);
  return may_resume(row) && (row.policy.limit || (kind != s_.head.kinds.end() && kind->second.limited));
}

bool SubjectWorld::begun_after(const SessionRow& row, Timestamp t) {
  const auto all = s_.liveness.of(row, projections::day_of(t),
                                  std::numeric_limits<projections::Day>::max()).all;
  return !all.empty() && all.back().start > t;
}

// A check-out of a kind or of all may find any number of sessions in silence: it is written into a
// row only where something would resume it.
void SubjectWorld::settle_seal(SessionRow& row, Timestamp to) {
  row.sealed.reset();
  if (row.end) return;
  const auto first = first_selector(row);
  if (!first || *first >= to || !projections::may_seal(row, vouched(row, *first).all, *first)) return;
  if (begun_after(row, *first)) row.sealed = first;
}

}  // namespace muster::processors
