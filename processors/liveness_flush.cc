// What changed since the last flush, and how it is written.
#include <algorithm>

#include "processors/liveness.h"
#include "projections/codec.h"
#include "projections/seen.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Day;
using projections::Family;

namespace {

constexpr std::size_t kHeldBytes = 64 * 1024;  // of a subject, beyond a flush

}  // namespace

Timestamp SubjectLiveness::last_heard(const SessionId& id, Timestamp from, Timestamp to,
                                      const std::function<bool(Timestamp)>& counts) {
  Timestamp last = projections::last_seen(committed_, scope_, id, from, to, counts).value_or(projections::kBeginning);
  for (const Timestamp t : load(id).heard) {
    if (std::max(from, last) < t && t <= to && counts(t)) last = t;
  }
  return last;
}

bool SubjectLiveness::heard(const projections::SessionRow& row) {
  for (const SessionId& id : ids_of(row)) {
    const Id& known = load(id);
    if (known.stored || !known.heard.empty()) return true;
  }
  return false;
}

std::vector<SubjectLiveness::Changed> SubjectLiveness::changed() const {
  std::vector<Changed> out;
  for (const auto& [id, day, cell] : dirty_) {
    if (!cell->vouched) continue;
    const bool named = std::any_of(cell->now.lanes.begin(), cell->now.lanes.end(),
                                   [](const auto& lane) { return !lane.first.activity.empty(); });
    out.push_back({id->id, day, named});
  }
  return out;
}

void SubjectLiveness::write_to(projections::Batch& batch) {
  for (const auto& [id, day, cell] : dirty_) {
    const bool was = !cell->flushed.lanes.empty(), is = !cell->now.lanes.empty();
    // All that vouched may have been of a check-in that turned out to be of another time.
    if (cell->now == projections::DayLiveness{}) {
      batch.erase(Family::liveness, keys::liveness(scope_, day, id->id));
    } else {
      batch.put(Family::liveness, keys::liveness(scope_, day, id->id), projections::encode(cell->now));
    }
    if (is && !was) batch.put(Family::liveness, keys::alive(scope_, day, id->id), "");
    if (was && !is) batch.erase(Family::liveness, keys::alive(scope_, day, id->id));
    projections::add_seen(batch, scope_, id->id, id->heard);
    id->heard.clear();
    id->stored = true;
  }
}

void SubjectLiveness::flushed() {
  for (const Dirty& d : dirty_) {
    d.cell->dirty = d.cell->vouched = false;
    d.cell->flushed = {};
  }
  dirty_.clear();
  if (bytes_ <= kHeldBytes) return;
  ids_.clear();
  hot_ = nullptr;
  hot_cell_ = nullptr;
  bytes_ = 0;
}

}  // namespace muster::processors
