#include <algorithm>

#include "projections/codec.h"
#include "projections/hours.h"
#include "projections/index_keys.h"

namespace muster::projections {
namespace {

constexpr std::size_t column(Column c) { return static_cast<std::size_t>(c); }

struct SeriesName {
  Kind kind;
  PlaceId place;
};

// What stands before a quarter.
struct Running {
  std::int64_t count = 0, in = 0;
  void add(const Cells& cells) {
    count += cells[column(Column::count)];
    in += cells[column(Column::in)];
  }
};

QuarterTotals totals(const Running& running, const Cells& cells) {
  QuarterTotals t;
  t.counted = running.count * kQuarter + Duration{cells[column(Column::ms)]};
  t.in = running.in;
  t.started = cells[column(Column::started)];
  std::copy_n(cells.begin() + column(Column::ended), kEndReasonCount, t.ended.begin());
  return t;
}

class SeriesReader {
 public:
  SeriesReader(const Reads& reads, const Tenant& tenant, const SeriesName& name)
      : reads_(reads), tenant_(tenant), name_(name) {}

  std::map<Quarter, QuarterTotals> quarters(QuarterRange range) const {
    const Day first = day_of(start_of_quarter(range.from));
    const Day last = day_of(start_of_quarter(range.to - 1));
    Running running = before(first);
    Edges edges;
    read(0, first, last + 1, edges);
    auto edge = edges.by_quarter().begin();
    const auto end = edges.by_quarter().end();
    for (; edge != end && edge->first < range.from; ++edge) running.add(edge->second);
    std::map<Quarter, QuarterTotals> out;
    for (Quarter q = range.from; q < range.to; ++q) {
      const bool here = edge != end && edge->first == q;
      const Cells cells = here ? (edge++)->second : Cells{};
      running.add(cells);
      if (const QuarterTotals t = totals(running, cells); t != QuarterTotals{}) out.emplace(q, t);
    }
    return out;
  }

 private:
  // Everything before a day: whole buckets of 1,024 days, then of 32, then days.
  Running before(Day day) const {
    const std::int32_t big = keys::bucket_of(day, 2), middle = keys::bucket_of(day, 1);
    Edges edges;
    read(2, INT32_MIN, big, edges);
    read(1, big * (keys::kLevelDays[2] / keys::kLevelDays[1]), middle, edges);
    read(0, middle * keys::kLevelDays[1], day, edges);
    Running running;
    for (const auto& [q, cells] : edges.by_quarter()) running.add(cells);
    return running;
  }

  // Buckets [from, to) of a level; of levels 1 and 2 only the sums matter, not where they lie.
  void read(int level, std::int32_t from, std::int32_t to, Edges& into) const {
    const std::string prefix = keys::tenant_hours_of(tenant_, level, name_.kind, name_.place);
    reads_.scan(Family::tenant_hours, prefix + keys::tenant_hours_bucket(from),
                prefix + keys::tenant_hours_bucket(to), [&](std::string_view key, std::string_view value) {
                  const auto at = keys::parse_tenant_hours(
                      key.substr(keys::tenant_hours_level(tenant_, level).size()));
                  if (!at) throw ReadFailure(corrupt_row("tenant_hours"));
                  or_fail(decode_edges(value, level == 0 ? at->bucket : 0, into));
                  return true;
                });
  }

  const Reads& reads_;
  const Tenant& tenant_;
  const SeriesName& name_;
};

// Every (kind, place) with anything: one look-up each on the coarsest level.
std::vector<SeriesName> all_series(const Reads& reads, const Tenant& tenant) {
  std::vector<SeriesName> found;
  const std::string level = keys::tenant_hours_level(tenant, 2);
  std::string next = level;
  for (bool more = true; more;) {
    more = false;
    reads.scan(Family::tenant_hours, next, prefix_end(level), [&](std::string_view key, std::string_view) {
      const auto at = keys::parse_tenant_hours(key.substr(level.size()));
      if (!at) throw ReadFailure(corrupt_row("tenant_hours"));
      found.push_back({at->kind, at->place});
      next = prefix_end(keys::tenant_hours_of(tenant, 2, at->kind, at->place));
      more = true;
      return false;
    });
  }
  return found;
}

}  // namespace

std::vector<TenantHours> tenant_hours(const Reads& reads, const Tenant& tenant, QuarterRange range,
                                      Timestamp as_of) {
  range.to = std::min(range.to, quarter_of(as_of));
  std::vector<TenantHours> out;
  if (range.from >= range.to) return out;
  for (const SeriesName& name : all_series(reads, tenant)) {
    auto quarters = SeriesReader(reads, tenant, name).quarters(range);
    if (!quarters.empty()) out.push_back({name.kind, name.place, std::move(quarters)});
  }
  return out;
}

}  // namespace muster::projections
