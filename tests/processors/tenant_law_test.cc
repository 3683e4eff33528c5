// The law for the tenant's rows (docs/semantics.md, Hours): what sessions began and ended, who was in and for
// how long, by quarter, as the reference fold sums it up over its sessions.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <sstream>

#include "projections/hours.h"
#include "tests/processors/engine_world.h"
#include "tests/support/generators.h"
#include "tests/support/reference/names.h"
#include "tests/support/reference_rollup.h"
#include "tests/support/stories.h"

namespace muster::processors {
namespace {

using generators::EventSet;
using stories::clock_text;

using Lines = std::vector<std::string>;

std::string head(Timestamp quarter, const Kind& kind, const PlaceId& place) {
  return clock_text(quarter) + " " + kind.str() + "/" + place.str();
}

Lines rows_of(const reference::TenantRollup& rollup) {
  Lines out;
  for (const auto& [quarter, buckets] : rollup.quarters) {
    for (const auto& [at, bucket] : buckets) {
      std::ostringstream line;
      line << head(quarter, at.kind, at.place) << " in " << bucket.in_at_start << " started " << bucket.started
           << " counted " << bucket.counted.count();
      std::map<std::string, std::uint64_t> ended;
      for (const auto& [reason, n] : bucket.ended) ended[std::string(reference::name(reason))] = n;
      for (const auto& [reason, n] : ended) line << " " << reason << " " << n;
      if (bucket != reference::TenantBucket{}) out.push_back(line.str());
    }
  }
  return out;
}

Lines rows_of(const EngineWorld& world, const Envelope& env, Timestamp as_of) {
  Lines out;
  const auto reads = world.store->snapshot();
  const projections::QuarterRange all{-1'000'000, projections::quarter_of(as_of) + 1};
  const auto line = [&](const projections::TenantSeries& series, projections::Quarter q,
                        const projections::QuarterTotals& totals) {
    std::ostringstream text;
    text << head(projections::start_of_quarter(q), series.kind, series.place) << " in " << totals.in << " started "
         << totals.started << " counted " << totals.counted.count();
    std::map<std::string, std::int64_t> ended;
    for (std::size_t r = 0; r < totals.ended.size(); ++r) {
      if (totals.ended[r] != 0) ended[name_of(static_cast<projections::EndReason>(r))] = totals.ended[r];
    }
    for (const auto& [reason, n] : ended) text << " " << reason << " " << n;
    out.push_back(text.str());
    return true;
  };
  EXPECT_TRUE(projections::tenant_hours(*reads, env.tenant, {}, all, as_of, line));
  return out;
}

// The first few lines of some that are not among the others.
Lines only_in(Lines some, Lines others) {
  std::sort(some.begin(), some.end());
  std::sort(others.begin(), others.end());
  Lines out;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(), std::back_inserter(out));
  if (out.size() > 5) out.resize(5);
  return out;
}

std::uint64_t sets_told() {
  const char* text = std::getenv("MUSTER_LAW_SETS");
  return text == nullptr ? 2000 : std::strtoull(text, nullptr, 10);
}

TEST(Law, TenantRowsAreTheSumOverSessions) {
  for (std::uint64_t seed = 1; seed <= sets_told(); ++seed) {
    const EventSet set = generators::random_set(seed);
    if (set.copies.empty()) continue;
    const Timestamp as_of = set.moments[seed % set.moments.size()];
    EngineWorld world;
    world.feed(generators::shuffled(set.copies, seed), seed, set.moments.back());
    const Lines expected = rows_of(reference::tenant_rollup({set.copies}, as_of));
    const Lines got = rows_of(world, set.copies.front().event.env, as_of);
    SCOPED_TRACE("as of " + clock_text(as_of) + ", seed " + std::to_string(seed));
    ASSERT_EQ(only_in(expected, got), Lines{}) << stories::to_text(set.copies);
    ASSERT_EQ(only_in(got, expected), Lines{}) << stories::to_text(set.copies);
  }
}

}  // namespace
}  // namespace muster::processors
