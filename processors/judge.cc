#include "processors/judge.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "projections/codec.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Day;
using projections::Evidence;
using projections::Family;
using projections::FixSource;
using projections::Interval;
using projections::SessionRow;
using projections::TrailFix;

namespace {

constexpr Day kFirstDay = std::numeric_limits<Day>::min();

struct Part {  // what of an id's trail is the session's
  SessionId id;
  Timestamp since;
};

std::vector<Part> parts_of(const SessionRow& row) {
  std::vector<Part> parts{{row.id, row.started_at}};
  for (const auto& alias : row.aliases) parts.push_back({alias.id, alias.since});
  return parts;
}

bool same_fold(const SessionRow& a, const SessionRow& b) {
  return a.started_at == b.started_at && a.kind == b.kind && a.policy == b.policy && a.place == b.place &&
         a.check_in_position == b.check_in_position && a.opened_ingesttime == b.opened_ingesttime;
}

Timestamp first_difference(const std::vector<Interval>& a, const std::vector<Interval>& b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() && y == b.end()) return kEndOfTime;
  if (x == a.end()) return y->start;
  if (y == b.end()) return x->start;
  return x->start != y->start ? std::min(x->start, y->start) : std::min(x->end, y->end);
}

Timestamp first_difference(const std::vector<projections::Alias>& a, const std::vector<projections::Alias>& b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return std::min(x == a.end() ? kEndOfTime : x->since, y == b.end() ? kEndOfTime : y->since);
}

}  // namespace

std::optional<Evidence> Judge::stored(const SessionId& id) {
  const auto [it, fresh] = s_.evidence.try_emplace(id);
  if (!fresh) return it->second;
  const auto bytes = s_.overlay.get(Family::evidence, keys::evidence(s_.scope, id));
  if (bytes) it->second = projections::or_fail(projections::decode_evidence(*bytes));
  return it->second;
}

void Judge::keep(const SessionId& id, const std::optional<Evidence>& evidence) {
  const std::string key = keys::evidence(s_.scope, id);
  if (evidence) {
    batch_.put(Family::evidence, key, projections::encode(*evidence));
  } else {
    batch_.erase(Family::evidence, key);
  }
  s_.evidence[id] = evidence;
}

Judge::Judged Judge::judge(const SessionId& id, const Change& change) {
  Judged judged;
  if (change.before != nullptr) judged.before = stored(id);
  const SessionRow* row = change.after;
  if (row == nullptr) {
    if (!judged.before) return judged;
    erase_days(id, kFirstDay);
    keep(id, std::nullopt);
    return judged;
  }
  const std::vector<NewFix> fixes = new_fixes(*row);
  if (!judged.before) {
    // Fixes that came before may be its own from now on.
    const bool fresh = change.before == nullptr || change.before->started_at != row->started_at;
    const bool joined = change.before == nullptr ? !row->aliases.empty() : change.before->aliases != row->aliases;
    if (fixes.empty() && !joined && !(fresh && s_.liveness.heard(*row))) return judged;
    const bool gone = std::any_of(fixes.begin(), fixes.end(), [](const NewFix& f) { return f.gone; });
    const bool first_ones = !fresh && !joined && !gone && same_fold(*change.before, *row);
    judged.after = first_ones ? judge_first(*row, fixes) : judge_again(*row, Timestamp::min());
    if (judged.after) keep(id, judged.after);
    return judged;
  }
  return go_on_from(*judged.before, change, fixes);
}

std::vector<NewFix> Judge::new_fixes(const SessionRow& row) const {
  std::vector<NewFix> fixes;
  if (s_.fixes.empty()) return fixes;
  for (const Part& part : parts_of(row)) {
    const auto of_id = s_.fixes.find(part.id);
    if (of_id == s_.fixes.end()) continue;
    std::copy_if(of_id->second.begin(), of_id->second.end(), std::back_inserter(fixes),
                 [&](const NewFix& f) { return part.since <= f.fix.time; });
  }
  return fixes;
}

Judge::Judged Judge::go_on_from(const Evidence& known, const Change& change, const std::vector<NewFix>& fixes) {
  const SessionRow& row = *change.after;
  Judged judged{known, known};
  Timestamp from = again_from(change, known).value_or(kEndOfTime);
  std::vector<TrailFix> next;
  for (const NewFix& f : fixes) {
    if (!f.gone && known.last && same_location(*known.last, f.fix) && known.last->ingesttime <= f.fix.ingesttime) continue;
    if (f.gone || f.fix.time <= known.judged_to) from = std::min(from, f.fix.time);
    next.push_back(f.fix);
  }
  if (const auto closing = projections::closing_fix(row); closing && closing->time > known.judged_to) {
    next.push_back(*closing);
  }
  if (from != kEndOfTime) {
    judged.after = judge_again(row, from);
  } else {
    go_on(row, std::move(next), *judged.after);
  }
  if (judged.after != judged.before) keep(row.id, judged.after);
  return judged;
}

void Judge::erase_days(const SessionId& id, Day from) {
  s_.overlay.scan(Family::evidence, keys::evidence_before(s_.scope, id, from),
                      projections::prefix_end(keys::evidence(s_.scope, id)),
                      [&](std::string_view key, std::string_view) {
                        batch_.erase(Family::evidence, key);
                        return true;
                      });
}

// From when on what is stored no longer holds; empty where it does.
std::optional<Timestamp> Judge::again_from(const Change& change, const Evidence& stored) const {
  const SessionRow &a = *change.before, &b = *change.after;
  if (!same_fold(a, b)) return Timestamp::min();
  // What came under an alias before it was one is looked for in the trail.
  const Timestamp joined = first_difference(a.aliases, b.aliases);
  Timestamp from = joined;
  const auto left = projections::closing_fix(a), leaves = projections::closing_fix(b);
  if (left != leaves) {
    if (left) from = std::min(from, left->time);
    if (leaves) from = std::min(from, leaves->time);
  }
  from = std::min(from, first_difference(projections::activity(a, change.vouched_before.all),
                                         projections::activity(b, change.vouched_after.all)));
  if (joined == kEndOfTime && from > stored.judged_to) return std::nullopt;
  return from;
}

// A session that is known and has no evidence has no other fix: its trail need not be read.
std::optional<Evidence> Judge::judge_first(const SessionRow& row, const std::vector<NewFix>& fixes) {
  std::vector<TrailFix> all;
  for (const auto& edge : {projections::opening_fix(row), projections::closing_fix(row)}) {
    if (edge) all.push_back(*edge);
  }
  const std::size_t edges = all.size();
  for (const NewFix& f : fixes) {
    const bool told = std::any_of(all.begin(), all.end(), [&](const TrailFix& one) { return one == f.fix; });
    if (!told) all.push_back(f.fix);
  }
  if (all.size() == edges) return std::nullopt;
  Evidence e;
  go_on(row, std::move(all), e);
  return e;
}

void Judge::go_on(const SessionRow& row, std::vector<TrailFix> fixes, Evidence& e) {
  std::sort(fixes.begin(), fixes.end(), projections::before);
  while (!fixes.empty()) {
    const Day day = projections::day_of(fixes.front().time);
    const auto rest = std::find_if(fixes.begin(), fixes.end(),
                                   [day](const TrailFix& f) { return projections::day_of(f.time) != day; });
    if (e.judged_to != Timestamp::min() && day != projections::day_of(e.judged_to)) {
      batch_.put(Family::evidence, keys::evidence_before(s_.scope, row.id, day), projections::encode(e));
    }
    take(row, {fixes.begin(), rest}, day, e);
    fixes.erase(fixes.begin(), rest);
  }
}

// Empty where the row says it all.
std::optional<Evidence> Judge::judge_again(const SessionRow& row, Timestamp from) {
  const Day last = from == Timestamp::min() ? kFirstDay : projections::day_of(from);
  std::optional<Day> begin;
  Evidence e;
  s_.overlay.scan_back(Family::evidence, keys::evidence_before(s_.scope, row.id, kFirstDay),
                           keys::evidence_before(s_.scope, row.id, last) + '\0',
                           [&](std::string_view key, std::string_view value) {
                             begin = keys::parse_day(key.substr(key.size() - 4));
                             e = projections::or_fail(projections::decode_evidence(value));
                             return false;
                           });
  erase_days(row.id, begin.value_or(kFirstDay));
  std::vector<std::pair<std::string, std::string>> days;
  for (auto day = next_day(row, begin.value_or(kFirstDay)); day; day = next_day(row, *day + 1)) {
    if (e.judged_to != Timestamp::min()) {
      days.emplace_back(keys::evidence_before(s_.scope, row.id, *day), projections::encode(e));
    }
    take(row, fixes_of(row, *day), *day, e);
  }
  if (!e.between) {
    erase_days(row.id, kFirstDay);
    return std::nullopt;
  }
  for (const auto& [key, bytes] : days) batch_.put(Family::evidence, key, bytes);
  return e;
}

std::optional<Day> Judge::next_day(const SessionRow& row, Day from) const {
  std::optional<Timestamp> next;
  const Timestamp begin = from == kFirstDay ? Timestamp::min() : projections::start_of(from);
  const auto offer = [&](Timestamp t) {
    if (t >= begin && (!next || t < *next)) next = t;
  };
  for (const auto& edge : {projections::opening_fix(row), projections::closing_fix(row)}) {
    if (edge) offer(edge->time);
  }
  for (const Part& part : parts_of(row)) {
    const std::string all = keys::trail_of(s_.scope, part.id);
    s_.overlay.scan(Family::trail, keys::trail(s_.scope, part.id, std::max(begin, part.since), 0), projections::prefix_end(all),
            [&](std::string_view key, std::string_view) {
              if (const auto t = keys::parse_time(key.substr(all.size(), 8))) offer(*t);
              return false;
            });
  }
  if (!next) return std::nullopt;
  return projections::day_of(*next);
}

std::vector<TrailFix> Judge::fixes_of(const SessionRow& row, Day day) const {
  std::vector<TrailFix> fixes;
  for (const auto& edge : {projections::opening_fix(row), projections::closing_fix(row)}) {
    if (edge && projections::day_of(edge->time) == day) fixes.push_back(*edge);
  }
  for (const Part& part : parts_of(row)) {
    const Timestamp begin = std::max(projections::start_of(day), part.since), end = projections::start_of(day + 1);
    if (begin >= end) continue;
    s_.overlay.scan(Family::trail, keys::trail(s_.scope, part.id, begin, 0), keys::trail(s_.scope, part.id, end, 0),
            [&](std::string_view, std::string_view value) {
              fixes.push_back(projections::or_fail(projections::decode_trail_fix(value)));
              return true;
            });
  }
  std::sort(fixes.begin(), fixes.end(), projections::before);
  return fixes;
}

// Sorted fixes of one day.
void Judge::take(const SessionRow& row, std::vector<TrailFix> fixes, Day day, Evidence& e) {
  const Day from = row.policy.liveness == Liveness::final ? projections::day_of(row.started_at) : day;
  projections::Vouched vouched;
  if (row.policy.liveness != Liveness::no) vouched = s_.liveness.of(row, std::min(from, day), day);
  for (const TrailFix& fix : fixes) {
    e.judged_to = std::max(e.judged_to, fix.time);
    e.between = e.between || (fix != projections::opening_fix(row) && fix != projections::closing_fix(row));
    if (fix.source != FixSource::location || projections::active(row, vouched.all, fix.time)) {
      projections::take_fix(row, fix, e);
    }
  }
}

}  // namespace muster::processors
