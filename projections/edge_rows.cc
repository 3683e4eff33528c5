#include "projections/edge_rows.h"

#include <array>
#include <map>
#include <span>

namespace muster::projections {
namespace {

using Quarters = std::span<const Edges::ByQuarter::value_type>;

template <class Visit>  // (Day, Quarters)
void each_day(const Edges& edges, const Visit& visit) {
  const auto& all = edges.by_quarter();
  for (auto from = all.begin(); from != all.end();) {
    const Day day = day_of_quarter(from->first);
    auto to = from;
    while (to != all.end() && day_of_quarter(to->first) == day) ++to;
    visit(day, Quarters(&*from, static_cast<std::size_t>(to - from)));
    from = to;
  }
}

// The sums of whole buckets, as cells of a quarter 0.
std::map<std::int32_t, Cells> by_bucket(const Edges& edges, int level) {
  std::map<std::int32_t, Cells> buckets;
  for (const auto& [q, cells] : edges.by_quarter()) {
    Cells& sum = buckets.try_emplace(keys::bucket_of(day_of_quarter(q), level), Cells{}).first->second;
    for (std::size_t column = 0; column < kColumnCount; ++column) sum[column] += cells[column];
  }
  return buckets;
}

void add_if_any(Batch& batch, Family f, std::string_view key, const std::string& bytes) {
  if (!bytes.empty()) batch.add(f, key, bytes);
}

}  // namespace

void add_subject_hours(Batch& batch, const keys::Scope& scope, const Kind& kind, std::string_view activity,
                       const Edges& edges) {
  each_day(edges, [&](Day day, Quarters of_day) {
    add_if_any(batch, Family::hours, keys::hours(scope, kind, activity, day), encode_edges(of_day, day));
  });
}

void add_tenant_hours(Batch& batch, const Tenant& tenant, keys::Partition p, const TenantSeries& series,
                      const Edges& edges) {
  each_day(edges, [&](Day day, Quarters of_day) {
    add_if_any(batch, Family::tenant_hours, keys::tenant_hours(tenant, 0, series, day, p),
               encode_edges(of_day, day));
  });
  for (const int level : {1, 2}) {
    for (const auto& [bucket, sum] : by_bucket(edges, level)) {
      add_if_any(batch, Family::tenant_hours, keys::tenant_hours(tenant, level, series, bucket, p),
                 encode_edges(std::array{Edges::ByQuarter::value_type{0, sum}}, 0));
    }
  }
}

}  // namespace muster::projections
