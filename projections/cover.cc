#include "projections/cover.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace muster::projections {
namespace {

constexpr Quarter kQuartersPerHour = 4;

using Steps = std::vector<std::pair<Quarter, std::int64_t>>;  // rising
using Runs = std::vector<std::pair<Quarter, Quarter>>;        // [from, to), rising, apart

struct Within {
  Quarter from = 0, to = 0;
};

Quarter hour_before(Quarter q) {
  const Quarter rest = q % kQuartersPerHour;
  return q - (rest < 0 ? rest + kQuartersPerHour : rest);
}

Quarter hour_after(Quarter q) { return q == kNoQuarter ? q : hour_before(q + kQuartersPerHour - 1); }

template <class Any>
std::int64_t sum_of(const Any& steps) {
  return std::accumulate(steps.begin(), steps.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& step) { return sum + step.second; });
}

// Whole hours, since who came earlier in the hour counts in the rest of it.
Within hours_of(const CoverSteps& change) {
  const bool for_good = sum_of(change) != 0;
  return {hour_before(change.begin()->first), for_good ? kNoQuarter : hour_after(change.rbegin()->first)};
}

// How many stays there are before a day.
std::int64_t before(const CoverRows& rows, Day day) {
  auto row = rows.upper_bound(day);
  if (row == rows.begin()) return 0;
  --row;
  return row->second.before + (row->first < day ? sum_of(row->second.steps) : 0);
}

Steps steps_of(const CoverRows& rows, CoverSpan days) {
  Steps steps;
  for (auto row = rows.lower_bound(days.first); row != rows.end() && row->first <= days.last; ++row) {
    for (const auto& [slot, step] : row->second.steps) {
      steps.emplace_back(row->first * kQuartersPerDay + static_cast<Quarter>(slot), step);
    }
  }
  return steps;
}

Steps merged(const Steps& steps, const CoverSteps& change) {
  Steps out;
  out.reserve(steps.size() + change.size());
  auto x = steps.begin();
  auto y = change.begin();
  while (x != steps.end() || y != change.end()) {
    if (y == change.end() || (x != steps.end() && x->first < y->first)) {
      out.push_back(*x++);
    } else if (x == steps.end() || y->first < x->first) {
      out.emplace_back(*y++);
    } else {
      if (x->second + y->second != 0) out.emplace_back(x->first, x->second + y->second);
      ++x, ++y;
    }
  }
  return out;
}

void append(Runs& runs, Quarter from, Quarter to) {
  if (from >= to) return;
  if (!runs.empty() && from <= runs.back().second) {
    runs.back().second = std::max(runs.back().second, to);
  } else {
    runs.emplace_back(from, to);
  }
}

// Where somebody is there.
Runs runs_of(const Steps& steps, std::int64_t stays, Within within) {
  Runs runs;
  Quarter at = within.from;
  for (const auto& [q, step] : steps) {
    if (q >= within.to) break;
    if (stays > 0) append(runs, at, q);
    stays += step;
    at = std::max(at, q);
  }
  if (stays > 0) append(runs, at, within.to);
  return runs;
}

void add_subject(const Runs& runs, int sign, Edges& into) {
  Runs to_the_hour;
  for (const auto& [from, to] : runs) {
    into.add_run(Column::subjects, from, to, sign);
    append(to_the_hour, from, hour_after(to));
  }
  for (const auto& [from, to] : to_the_hour) into.add_run(Column::subjects_so_far, from, to, sign);
}

// The rows that the steps make.
CoverRows rows_of(const Steps& steps, std::int64_t stays) {
  CoverRows rows;
  for (const auto& [q, step] : steps) {
    const Day day = day_of_quarter(q);
    CoverDay& row = rows.try_emplace(rows.end(), day, CoverDay{stays, {}})->second;
    row.steps.emplace_hint(row.steps.end(), static_cast<std::uint32_t>(q - day * kQuartersPerDay), step);
    stays += step;
  }
  return rows;
}

// Puts the rows of some days in the place of those that there were.
std::vector<Day> replace(CoverRows& rows, CoverSpan days, CoverRows by) {
  std::vector<Day> changed;
  auto old = rows.lower_bound(days.first);
  const auto end = rows.upper_bound(days.last);
  for (const auto& [day, row] : by) {
    for (; old != end && old->first < day; ++old) changed.push_back(old->first);
    if (old == end || old->first != day || old->second != row) changed.push_back(day);
    if (old != end && old->first == day) ++old;
  }
  for (; old != end; ++old) changed.push_back(old->first);
  rows.erase(rows.lower_bound(days.first), end);
  for (auto& [day, row] : by) rows.emplace(day, std::move(row));
  return changed;
}

}  // namespace

void add_steps(const CoverSteps& more, CoverSteps& into) {
  for (const auto& [q, step] : more) {
    const auto it = into.try_emplace(q, 0).first;
    it->second += step;
    if (it->second == 0) into.erase(it);
  }
}

void add_touched(const Interval& i, int sign, CoverSteps& into) {
  if (i.start >= i.end) return;
  CoverSteps steps{{quarter_of(i.start), sign}};
  if (i.end != kEndOfTime) steps.emplace(quarter_of(i.end - Duration{1}) + 1, -sign);
  add_steps(steps, into);
}

CoverSpan span_of(const CoverSteps& change) {
  const Day last = sum_of(change) != 0 ? kLastCoverDay : day_of_quarter(change.rbegin()->first);
  return {day_of_quarter(change.begin()->first), last};
}

CoverChange change_cover(CoverRows& rows, const CoverSteps& change) {
  const CoverSpan days = span_of(change);
  const Within hours = hours_of(change);
  const std::int64_t stays = before(rows, days.first);
  const Steps was = steps_of(rows, days), is = merged(was, change);
  CoverChange out;
  add_subject(runs_of(was, stays, hours), -1, out.subjects);
  add_subject(runs_of(is, stays, hours), 1, out.subjects);
  out.days = replace(rows, days, rows_of(is, stays));
  return out;
}

}  // namespace muster::projections
