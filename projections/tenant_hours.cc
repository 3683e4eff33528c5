#include <algorithm>

#include "projections/codec.h"
#include "projections/hours.h"
#include "projections/index_keys.h"
#include "projections/quarter_sweep.h"

namespace muster::projections {
namespace {

class SeriesReader {
 public:
  SeriesReader(const Reads& reads, const Tenant& tenant, const TenantSeries& series)
      : reads_(reads), tenant_(tenant), series_(series) {}

  // False: ended by the sweep.
  bool read(QuarterRange range, QuarterSweep& sweep) const {
    const Day first = day_of(start_of_quarter(range.from));
    const Day last = day_of(start_of_quarter(range.to - 1));
    const Edges sums = before(first);
    for (const auto& [q, cells] : sums.by_quarter()) sweep.before(cells);
    scan(0, first, last + 1, [&](std::int32_t day, std::string_view bytes) { return sweep.row(day, bytes); });
    return sweep.finish();
  }

 private:
  // Everything before a day: whole buckets of 1,024 days, then of 32, then days. Only the sums matter,
  // not where they lie.
  Edges before(Day day) const {
    const std::int32_t big = keys::bucket_of(day, 2), middle = keys::bucket_of(day, 1);
    Edges sums;
    const auto add = [&](std::int32_t, std::string_view bytes) { return or_fail(decode_edges(bytes, 0, sums)), true; };
    scan(2, INT32_MIN, big, add);
    scan(1, big * (keys::kLevelDays[2] / keys::kLevelDays[1]), middle, add);
    scan(0, middle * keys::kLevelDays[1], day, add);
    return sums;
  }

  // Buckets [from, to) of a level.
  template <class Each>
  void scan(int level, std::int32_t from, std::int32_t to, const Each& each) const {
    const std::string prefix = keys::tenant_hours_of(tenant_, level, series_);
    const std::size_t before_series = keys::tenant_hours_level(tenant_, series_.grain, level).size();
    reads_.scan(Family::tenant_hours, prefix + keys::tenant_hours_bucket(from),
                prefix + keys::tenant_hours_bucket(to), [&](std::string_view key, std::string_view value) {
                  const auto at = keys::parse_tenant_hours(key.substr(before_series));
                  if (!at) throw ReadFailure(corrupt_row("tenant_hours"));
                  return each(at->bucket, value);
                });
  }

  const Reads& reads_;
  const Tenant& tenant_;
  const TenantSeries& series_;
};

// The first series at or after a key: one look-up, by days, since in a wider bucket who came and who
// left may cancel out.
std::optional<TenantSeries> first_series(const Reads& reads, Grain grain, const std::string& level,
                                         const std::string& from) {
  std::optional<TenantSeries> found;
  reads.scan(Family::tenant_hours, from, prefix_end(level), [&](std::string_view key, std::string_view) {
    const auto at = keys::parse_tenant_hours(key.substr(level.size()));
    if (!at) throw ReadFailure(corrupt_row("tenant_hours"));
    found = TenantSeries{at->kind, at->place, grain};
    return false;
  });
  return found;
}

// Where the next series that the filter may admit is to be looked for.
std::string after(const Tenant& tenant, const TenantSeries& series, const TenantSeriesFilter& filter) {
  if (filter.place && series.place < *filter.place) {
    return keys::tenant_hours_of(tenant, 0, {series.kind, *filter.place, series.grain});
  }
  if (filter.place) return prefix_end(keys::tenant_hours_of_kind(tenant, series.grain, 0, series.kind));
  return prefix_end(keys::tenant_hours_of(tenant, 0, series));
}

}  // namespace

bool TenantSeriesFilter::admits(const TenantSeries& series) const {
  return (!kind || *kind == series.kind) && (!place || *place == series.place);
}

bool tenant_hours(const Reads& reads, const Tenant& tenant, const TenantSeriesFilter& filter,
                  QuarterRange range, Timestamp as_of, const VisitTenantQuarter& visit) {
  range.to = std::min(range.to, quarter_of(as_of));
  if (range.from >= range.to) return true;
  const std::string level = keys::tenant_hours_level(tenant, filter.grain, 0);
  std::string next = filter.kind ? keys::tenant_hours_of_kind(tenant, filter.grain, 0, *filter.kind) : level;
  for (std::size_t looked_at = 0;; ++looked_at) {
    const auto series = first_series(reads, filter.grain, level, next);
    if (!series || (filter.kind && series->kind != *filter.kind)) return true;
    if (looked_at == kSeriesAtMost) return false;
    if (filter.admits(*series)) {
      QuarterSweep sweep(range, [&](Quarter q, const QuarterTotals& totals) { return visit(*series, q, totals); });
      if (!SeriesReader(reads, tenant, *series).read(range, sweep)) return false;
    }
    next = after(tenant, *series, filter);
  }
}

}  // namespace muster::projections
