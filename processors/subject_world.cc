#include "processors/subject_world.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/mention_keys.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Checkpoint;
using projections::Family;
using projections::KindSeen;
using projections::Outcome;
using projections::SessionRow;
using projections::Vouched;

namespace {

void least(std::optional<Timestamp>& into, std::optional<Timestamp> t) {
  if (t && (!into || *t < *into)) into = t;
}

}  // namespace

void SubjectWorld::stand_at(Timestamp window, Checkpoint state) {
  window_ = window;
  known_.clear();
  open_.clear();
  for (SessionRow& row : state.open) know_open(std::move(row));
}

void SubjectWorld::stand_at_head(Timestamp window) {
  window_ = window;
  known_.clear();
  open_.clear();
  for (const SessionId& id : s_.head.open) {
    const RowPtr row = s_.rows.now(id).row;
    if (row == nullptr) throw projections::ReadFailure(projections::corrupt_row("subject_head"));
    know_open(*row);
  }
}

void SubjectWorld::know_open(SessionRow row) {
  const SessionId id = row.id;
  open_.push_back(id);
  Known& k = known_[id];
  k.stored = s_.rows.now(id);
  for (const auto& alias : row.aliases) {
    Known& a = known_[alias.id];
    a.stored = s_.rows.now(alias.id);
    a.alias_of = id;
  }
  k.row = std::move(row);
  if (k.stored.alias_of) known(*k.stored.alias_of);  // whose alias it was until now
}

void SubjectWorld::drop_closed(Timestamp t) {
  std::erase_if(open_, [&](const SessionId& id) { return !still_open(*known_[id].row, t); });
}

Checkpoint SubjectWorld::state_at(Timestamp t) {
  drop_closed(t);
  Checkpoint state;
  for (const SessionId& id : open_) state.open.push_back(*known_[id].row);
  return state;
}

void SubjectWorld::leave_head_at(Timestamp t) {
  drop_closed(t);
  s_.head.open = open_;
  s_.dirty = s_.head_dirty = true;  // by a late ping too
}

void SubjectWorld::changed(const SessionRow& row) {
  if (row.end) std::erase(open_, row.id);
}

// Only the computed end counts here: an amended one leaves the session in the state, where check-outs
// find what would have ended it.
bool SubjectWorld::still_open(const SessionRow& row, Timestamp t) {
  if (row.end) return false;
  const auto by_time = projections::deadline(row, vouched(row, t).all);
  return !by_time || by_time->effective >= t;
}

SubjectWorld::Known& SubjectWorld::known(const SessionId& id) {
  const auto [it, fresh] = known_.try_emplace(id);
  Known& k = it->second;
  if (!fresh) return k;
  k.stored = s_.rows.now(id);
  if (k.stored.alias_of) {
    const Known& target = known(*k.stored.alias_of);
    if (!target.row) return k;
    const auto& aliases = target.row->aliases;
    if (std::any_of(aliases.begin(), aliases.end(), [&](const auto& a) { return a.id == id; })) {
      k.alias_of = k.stored.alias_of;
    }
  } else if (k.stored.row && k.stored.row->opened_by.time < window_) {
    k.row = *k.stored.row;
    rewind(*k.row, window_);
    history_.attach_corrections(*k.row);
  }
  return k;
}

// True where the end was taken back.
bool SubjectWorld::rewind_edges(SessionRow& row, Timestamp t) {
  row.sealed.reset();
  std::erase_if(row.aliases, [t](const auto& a) { return a.since >= t; });
  std::erase_if(row.flags, [t](const auto& f) { return f.since >= t; });
  if (!row.end || row.end->by.time < t) return false;
  row.end.reset();
  row.check_out_position.reset();
  return true;
}

void SubjectWorld::rewind(SessionRow& row, Timestamp t) const {
  const bool opened_again = rewind_edges(row, t);
  // A check-out may have left notes too.
  if (apart(row) && (opened_again || row.last_check_in >= t)) retell(row, SessionRow(row), t);
}

SessionRow* SubjectWorld::find(const SessionId& id, Timestamp t) {
  Known& k = known(id);
  if (k.alias_of) return find(*k.alias_of, t);
  if (!k.row) return nullptr;
  seal(*k.row, t);
  return &*k.row;
}

// The first check-out that selects the session after its start, if it found it in silence.
void SubjectWorld::seal(SessionRow& row, Timestamp t) {
  if (!may_resume(row) || row.end || row.sealed) return;
  // A check-out by id at t itself is folded when its turn comes; those of a kind or of all came before.
  std::optional<Timestamp> first = first_unnamed_check_out(row);
  if (first && *first > t) first.reset();
  const auto named = first_named_check_out(row);
  if (named && *named < t) least(first, named);
  if (first && projections::may_seal(row, vouched(row, *first).all, *first)) row.sealed = first;
}

std::optional<Timestamp> SubjectWorld::first_named_check_out(const SessionRow& row) const {
  std::optional<Timestamp> first = history_.first_check_out(row.id, row.started_at);
  for (const auto& alias : row.aliases) least(first, history_.first_check_out(alias.id, alias.since));
  return first;
}

std::optional<Timestamp> SubjectWorld::first_unnamed_check_out(const SessionRow& row) const {
  // At one time check-outs of a kind or of all come before check-ins.
  return history_.first_check_out(row.kind, row.started_at + Duration{1});
}

std::optional<Timestamp> SubjectWorld::first_selector(const SessionRow& row) const {
  std::optional<Timestamp> first = first_named_check_out(row);
  least(first, first_unnamed_check_out(row));
  return first;
}

bool SubjectWorld::some(bool KindSeen::*like, const Kind* kind) const {
  return std::any_of(s_.head.kinds.begin(), s_.head.kinds.end(),
                     [&](const auto& seen) { return seen.second.*like && (kind == nullptr || seen.first == *kind); });
}

const SessionRow* SubjectWorld::newest(const Kind* kind, Timestamp t) {
  const SessionRow* newest = nullptr;
  for (const auto& [k, seen] : s_.head.kinds) {
    if (kind != nullptr && k != *kind) continue;
    const auto id = stays_.newest(k, t, [&](const SessionId& opened) {
      const SessionRow* row = find(opened, t);
      return row != nullptr && !row->corrections.voided;
    });
    const SessionRow* row = id ? find(*id, t) : nullptr;
    if (row != nullptr && (newest == nullptr || older(newest, row))) newest = row;
  }
  return newest;
}

std::vector<SessionRow*> SubjectWorld::candidates(Timestamp t, const Kind* kind) {
  std::vector<SessionRow*> rows;
  for (const SessionId& id : open_) rows.push_back(&*known_[id].row);
  const bool some_resume = some(&KindSeen::resumes, kind), some_endless = some(&KindSeen::endless, kind);
  if (!some_resume && !some_endless) return rows;
  std::vector<SessionId> ids;
  if (some_resume) ids = s_.liveness.alive_at(t);
  if (some_endless) {
    for (SessionId& id : stays_.endless_at(kind, t)) ids.push_back(std::move(id));
    for (const auto& [id, k] : known_) {  // of this window: not stored yet
      if (k.row && endless(k.row->policy)) ids.push_back(id);
    }
  }
  for (const SessionId& id : ids) {
    SessionRow* row = find(id, t);
    if (row != nullptr && apart(*row)) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), older);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

Vouched SubjectWorld::vouched(const SessionRow& row, Timestamp t) {
  if (row.policy.liveness == Liveness::no) return {};
  const projections::Day to = projections::day_of(t);
  // What ends at midnight stands on the day before.
  const projections::Day from = row.policy.liveness == Liveness::final
                                    ? projections::day_of(row.started_at)
                                    : projections::day_of(t - Duration{1});
  return s_.liveness.of(row, std::min(from, to), to);
}

void SubjectWorld::open(SessionRow row) {
  const SessionId id = row.id;
  const bool in_state = !apart(row) && !row.corrections.voided;
  Known& k = known(id);
  k.alias_of.reset();
  k.row = std::move(row);
  if (!in_state) return;
  const auto before = [this](const SessionId& a, const SessionId& b) { return older(&*known_[a].row, &*known_[b].row); };
  open_.insert(std::upper_bound(open_.begin(), open_.end(), id, before), id);
}

void SubjectWorld::add_alias(SessionRow& row, const SessionId& alias, Timestamp since) {
  row.aliases.push_back({alias, since});
  std::sort(row.aliases.begin(), row.aliases.end(), [](const auto& a, const auto& b) {
    return std::tie(a.since, a.id) < std::tie(b.since, b.id);
  });
  known(alias).alias_of = row.id;
}

}  // namespace muster::processors
