#include "processors/liveness.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "projections/codec.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Component;
using projections::Components;
using projections::Day;
using projections::DayLiveness;
using projections::Family;
using projections::Lane;
using projections::SessionRow;
using projections::Vouched;

namespace {

constexpr std::size_t kCellBytes = 256;  // of a cell with its map nodes, about
constexpr Day kLastDay = std::numeric_limits<Day>::max();
constexpr Day kFirstDay = std::numeric_limits<Day>::min();

DayLiveness decode(std::string_view bytes) {
  return projections::or_fail(projections::decode_day_liveness(bytes));
}

std::string after(const keys::Scope& scope, const SessionId& id, Day to) {
  return to == kLastDay ? projections::prefix_end(keys::liveness_of(scope, id)) : keys::liveness(scope, to + 1, id);
}

Components& lane_of(DayLiveness& day, const Lane& lane) {
  const auto it = day.lanes.find(lane);
  return it != day.lanes.end() ? it->second : day.lanes[lane];
}

bool any(const DayLiveness& day, const std::function<bool(const Components&)>& holds) {
  return std::any_of(day.lanes.begin(), day.lanes.end(), [&](const auto& lane) { return holds(lane.second); });
}

}  // namespace

// With its last day, which is the one that is asked for nearly always.
SubjectLiveness::Id& SubjectLiveness::load(const SessionId& id) {
  if (hot_ != nullptr && hot_->id == id) return *hot_;
  const auto [it, fresh] = ids_.try_emplace(id);
  Id& known = it->second;
  if (fresh) {
    known.id = id;
    bytes_ += kCellBytes;
    const std::string all = keys::liveness_of(scope_, id);
    committed_.scan_back(Family::liveness, all, projections::prefix_end(all),
                            [&](std::string_view key, std::string_view value) {
                              const auto at = keys::parse_liveness(key.substr(scope_.bytes.size()));
                              if (!at) return false;
                              known.stored = true;
                              known.last = at->day;
                              known.days[at->day].now = decode(value);
                              bytes_ += kCellBytes;
                              return false;
                            });
  }
  hot_ = &known;
  hot_cell_ = nullptr;
  return known;
}

SubjectLiveness::Cell& SubjectLiveness::cell(const SessionId& id, Day day) {
  Id& known = load(id);
  if (hot_cell_ != nullptr && hot_day_ == day) return *hot_cell_;
  auto it = known.days.find(day);
  if (it == known.days.end()) {
    Cell fresh;
    if (known.last && day < *known.last) {
      const auto bytes = committed_.get(Family::liveness, keys::liveness(scope_, day, id));
      if (bytes) fresh.now = decode(*bytes);
    }
    bytes_ += kCellBytes;
    it = known.days.emplace(day, std::move(fresh)).first;
  }
  hot_day_ = day;
  hot_cell_ = &it->second;
  return it->second;
}

SubjectLiveness::Cell& SubjectLiveness::change(const SessionId& id, Day day, std::size_t& fresh) {
  Cell& c = cell(id, day);
  if (c.dirty) return c;
  ++fresh;
  c.flushed = c.now;
  c.dirty = true;
  dirty_.push_back({hot_, day, &c});
  if (!hot_->last || *hot_->last < day) hot_->last = day;
  return c;
}

SubjectLiveness::Added SubjectLiveness::add(const SessionId& id, const Lane& lane,
                                            const Component& voucher, bool by_day) {
  Added added;
  if (voucher.alive_to <= voucher.start) return added;
  const auto add_piece = [&](Day day, const Component& piece) {
    Cell& c = change(id, day, added.days);
    Components& all = lane_of(c.now, {lane.kind, ""});
    const std::size_t before = all.size();
    bool changed = projections::merge(all, piece);
    added.began |= all.size() > before;
    if (!lane.activity.empty()) changed |= projections::merge(lane_of(c.now, lane), piece);
    c.vouched |= changed;
    added.changed |= changed;
  };
  const Day first = projections::day_of(voucher.start);
  if (!by_day || projections::day_of(voucher.alive_to - Duration{1}) == first) {
    add_piece(first, voucher);
    return added;
  }
  for (const auto& [day, piece] : projections::split_by_day(voucher)) add_piece(day, piece);
  return added;
}

bool SubjectLiveness::seen(const SessionId& id, Timestamp t) {
  std::size_t fresh = 0;
  Cell& c = change(id, projections::day_of(t), fresh);
  c.now.last_seen = std::max(c.now.last_seen, t);
  hot_->heard.push_back(t);
  bytes_ += sizeof t;
  return fresh > 0;
}

void SubjectLiveness::forget_check_ins(const SessionId& id) {
  std::size_t fresh = 0;
  for (const auto& [day, row] : rows(id, kFirstDay, kLastDay, Version::now)) {
    Cell& c = change(id, day, fresh);
    c.vouched = true;
    for (auto it = c.now.lanes.begin(); it != c.now.lanes.end();) {
      it = it->first.kind.empty() ? std::next(it) : c.now.lanes.erase(it);
    }
  }
}

SubjectLiveness::Days SubjectLiveness::rows(const SessionId& id,
                                            Day from, Day to, Version version) const {
  Days found;
  committed_.scan(Family::liveness, keys::liveness(scope_, from, id), after(scope_, id, to),
                     [&](std::string_view key, std::string_view value) {
                       const auto at = keys::parse_liveness(key.substr(scope_.bytes.size()));
                       if (at) found.emplace(at->day, decode(value));
                       return true;
                     });
  const auto known = ids_.find(id);
  if (known == ids_.end()) return found;
  const auto& days = known->second.days;
  for (auto it = days.lower_bound(from); it != days.end() && it->first <= to; ++it) {
    if (it->second.dirty) found[it->first] = version == Version::now ? it->second.now : it->second.flushed;
  }
  return found;
}

std::vector<SessionId> SubjectLiveness::ids_on(Day from,
                                               Day to) const {
  std::vector<SessionId> ids;
  const std::string end = to == kLastDay ? keys::liveness_of(scope_, SessionId{}) : keys::alive_on(scope_, to + 1);
  committed_.scan(Family::liveness, keys::alive_on(scope_, from), end,
                     [&](std::string_view key, std::string_view) {
                       if (auto at = keys::parse_alive(key.substr(scope_.bytes.size()))) {
                         ids.push_back(std::move(at->session));
                       }
                       return true;
                     });
  for (const Dirty& d : dirty_) {
    if (from <= d.day && d.day <= to) ids.push_back(d.id->id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<SessionId> SubjectLiveness::ids_of(const SessionRow& row) {
  std::vector<SessionId> ids{row.id};
  for (const auto& alias : row.aliases) ids.push_back(alias.id);
  return ids;
}

Vouched SubjectLiveness::of(const SessionRow& row, Day from,
                            Day to, Version version) {
  Vouched out;
  for (const SessionId& id : ids_of(row)) {
    const auto last = last_day_of(id);
    if (!last) continue;
    const Day until = std::min(to, *last);
    if (until - from > 1) {
      for (const auto& [d, day] : rows(id, from, until, version)) gather(row, id, day, out);
      continue;
    }
    for (Day d = from; d <= until; ++d) {  // a short span is read from memory, or into it
      const Cell& c = cell(id, d);
      gather(row, id, version == Version::now || !c.dirty ? c.now : c.flushed, out);
    }
  }
  return out;
}

std::vector<SessionId> SubjectLiveness::alive_at(Timestamp t) {
  std::vector<SessionId> alive;
  const Day to = projections::day_of(t);
  const Day from = projections::day_of(t - Duration{1});  // what ends at midnight stands on the day before
  const auto holds = [t](const Components& all) {
    const Component* c = projections::last_begun(all, t);
    return c != nullptr && t <= c->alive_to;
  };
  for (SessionId& id : ids_on(from, to)) {
    for (Day d = from; d <= to; ++d) {
      if (!any(cell(id, d).now, holds)) continue;
      alive.push_back(std::move(id));
      break;
    }
  }
  return alive;
}

std::vector<SessionId> SubjectLiveness::begun_after(Timestamp t) {
  std::vector<SessionId> ids;
  const Day from = projections::day_of(t);
  const auto later = [t](const Components& all) { return !all.empty() && all.back().start > t; };
  for (SessionId& id : ids_on(from, kLastDay)) {
    const auto last = last_day_of(id);
    if (last && (*last > from || any(cell(id, from).now, later))) ids.push_back(std::move(id));
  }
  return ids;
}

std::optional<Day> SubjectLiveness::last_day_of(const SessionId& id) {
  return load(id).last;
}

std::optional<Day> SubjectLiveness::last_day(const SessionRow& row) {
  std::optional<Day> last;
  for (const SessionId& id : ids_of(row)) {
    const auto of_id = last_day_of(id);
    if (of_id && (!last || *last < *of_id)) last = of_id;
  }
  return last;
}

std::optional<Day> SubjectLiveness::day_before(const SessionRow& row, Day day) {
  std::optional<Day> found;
  const Day begun = projections::day_of(row.started_at);
  for (const SessionId& id : ids_of(row)) {
    const auto& days = load(id).days;
    for (auto it = days.lower_bound(day); it != days.begin() && (--it)->first >= begun;) {
      if (it->second.now.lanes.empty()) continue;
      found = std::max(found.value_or(it->first), it->first);
      break;
    }
    if (begun >= day) continue;
    committed_.scan_back(Family::liveness, keys::liveness(scope_, std::max(begun, found.value_or(begun)), id),
                            keys::liveness(scope_, day, id), [&](std::string_view key, std::string_view) {
                              const auto at = keys::parse_liveness(key.substr(scope_.bytes.size()));
                              if (at) found = std::max(found.value_or(at->day), at->day);
                              return false;
                            });
  }
  return found;
}

}  // namespace muster::processors
