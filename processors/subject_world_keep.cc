// How a window's changes go back to the store, and what has to be folded again because of them.
#include <algorithm>
#include <limits>
#include <utility>

#include "processors/subject_world.h"
#include "projections/index_keys.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::SessionRow;

namespace {

bool may_resume(const SessionRow& row) { return row.policy.liveness == Liveness::resumes; }

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

// The stored row without what events at or after `to` made of it. Refreshes of then cannot be told
// from earlier ones, so a row that has any counts as changed.
std::optional<SessionRow> SubjectWorld::stored_before(const Known& k, Timestamp to) {
  if (!k.stored.row || k.stored.row->opened_by.time >= to) return std::nullopt;
  SessionRow row = *k.stored.row;
  if (!may_resume(row)) {
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
  if (k.row != before) {
    next.row = k.row ? std::make_shared<const SessionRow>(*k.row) : nullptr;
    const bool same = k.row && before && same_to_others(*k.row, *before);
    // What raised a flag later told nothing while another had raised it before.
    const bool flagged = before && (before->flags.size() != k.stored.row->flags.size() || !k.row || before->flags != k.row->flags);
    if (!same || flagged || may_resume(*k.row)) visit_later(id, k, to, again);
  }
  const bool is = k.row.has_value() || k.alias_of.has_value();
  const bool stays = is == k.stored.for_something() && k.stored.alias_of == k.alias_of;
  const bool is_later = !is && (alias_is_later(id, k, to) || (k.stored.row && k.stored.row->opened_by.time >= to));
  if (!stays && !is_later) {
    next.alias_of = k.alias_of;
    if (next.alias_of) next.row.reset();  // were it of a later check-in: that one names an alias now
    visit_later(id, k, to, again);
  }
  if (next == k.stored) return;
  // Its fixes are another's no longer.
  if (next.row && k.stored.alias_of) s_.fixes[id].push_back({{next.row->started_at, {}, {}, {}}, true});
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

void SubjectWorld::visit_later(const SessionId& id, const Known& k, Timestamp to, Again& again) {
  const auto all_mentions = [&](const SessionId& named) {
    history_.mentions(keys::token_of_id(named), to, [&](const projections::EventRef& ref) {
      again.at.insert(ref.time);
      return true;
    });
  };
  all_mentions(id);
  for (const SessionRow* row : {k.row ? &*k.row : nullptr, k.stored.row.get()}) {
    if (row == nullptr) continue;
    for (const auto& alias : row->aliases) all_mentions(alias.id);
    if (!may_resume(*row)) continue;
    again.sessions.insert(id);
    if (const auto first = first_selector(*row); first && *first >= to) again.at.insert(*first);
    if (row->end && row->end->by.time >= to) again.at.insert(row->end->by.time);
    if (!row->policy.limit) continue;
    const auto last = s_.liveness.last_day(*row);
    if (last) again.cover = std::max(again.cover, projections::start_of(*last + 1));
  }
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
