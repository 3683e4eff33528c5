#include "projections/quarter_sweep.h"

#include <algorithm>
#include <utility>

namespace muster::projections {
namespace {

constexpr std::size_t column(Column c) { return static_cast<std::size_t>(c); }

}  // namespace

void QuarterSweep::Running::add(const Cells& cells) {
  count += cells[column(Column::count)];
  in += cells[column(Column::in)];
  subjects += cells[column(Column::subjects)];
  subjects_so_far += cells[column(Column::subjects_so_far)];
}

bool QuarterSweep::row(Day day, std::string_view bytes) {
  if (day != day_) flush();
  day_ = day;
  or_fail(decode_edges(bytes, day, of_day_));
  return going_;
}

bool QuarterSweep::finish() {
  flush();
  pass(range_.to);
  return going_;
}

void QuarterSweep::flush() {
  const Edges edges = std::exchange(of_day_, {});
  for (const auto& [q, cells] : edges.by_quarter()) edge(q, cells);
}

void QuarterSweep::edge(Quarter q, const Cells& cells) {
  if (q < range_.from) return running_.add(cells);
  pass(std::min(q, range_.to));
  if (q >= range_.to || !going_) return;
  running_.add(cells);
  give(q, cells);
  next_ = q + 1;
}

// Quarters without an edge: as many alike as there are, none where nobody is in.
void QuarterSweep::pass(Quarter to) {
  if (running_ != Running{}) {
    for (; going_ && next_ < to; ++next_) give(next_, {});
  }
  next_ = std::max(next_, to);
}

void QuarterSweep::give(Quarter q, const Cells& cells) {
  QuarterTotals t;
  t.counted = running_.count * kQuarter + Duration{cells[column(Column::ms)]};
  t.in = running_.in;
  t.subjects = running_.subjects;
  t.subjects_so_far = running_.subjects_so_far;
  t.started = cells[column(Column::started)];
  std::copy_n(cells.begin() + column(Column::ended), kEndReasonCount, t.ended.begin());
  if (t != QuarterTotals{}) going_ = going_ && give_(q, t);
}

}  // namespace muster::projections
