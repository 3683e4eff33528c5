// The law (docs/semantics.md, Hours) for what several subjects add up to: the tenant's hours and its
// distinct subjects are those that the reference makes of the same events.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>

#include "projections/hours.h"
#include "projections/view.h"
#include "tests/processors/engine_world.h"
#include "tests/processors/law_sets.h"
#include "tests/support/generators.h"
#include "tests/support/reference/names.h"
#include "tests/support/reference_rollup.h"
#include "tests/support/story_text.h"

namespace muster::processors {
namespace {

using generators::EventSet;
using projections::Grain;
using projections::QuarterTotals;
using projections::TenantSeries;
using reference::Copy;

const Tenant kTenant("default");

// As both sides tell it: a line for each quarter, series and hour, sorted.
using Lines = std::map<std::string, std::string>;

std::string name_of(const char* what, const TenantSeries& series, Timestamp t) {
  std::ostringstream out;
  out << what << " " << static_cast<int>(series.grain) << " " << series.kind.str() << "@" << series.place.str() << " "
      << format_rfc3339(t);
  return out.str();
}

std::string told(std::uint64_t started, const std::map<std::string, std::uint64_t>& ended, Duration counted,
                 std::uint64_t in) {
  std::ostringstream out;
  out << "started " << started << " counted " << counted.count() << " in " << in;
  for (const auto& [reason, n] : ended) out << " " << reason << " " << n;
  return out.str();
}

Lines lines_of(const reference::TenantRollup& rollup) {
  Lines lines;
  for (const auto& [quarter, series] : rollup.quarters) {
    for (const auto& [where, row] : series) {
      std::map<std::string, std::uint64_t> ended;
      for (const auto& [reason, n] : row.ended) ended[std::string(reference::name(reason))] = n;
      lines[name_of("hours", {where.kind, where.place}, quarter)] = told(row.started, ended, row.counted, row.in_at_start);
    }
  }
  const auto tell = [&](const char* what, const reference::Crowds& all) {
    for (const auto& [start, crowds] : all) {
      for (const auto& [crowd, n] : crowds) {
        const Grain grain = crowd.any_kind ? Grain::all : crowd.any_place ? Grain::kind : Grain::kind_and_place;
        lines[name_of(what, {crowd.kind, crowd.place, grain}, start)] = std::to_string(n);
      }
    }
  };
  tell("quarter", rollup.subjects_by_quarter);
  tell("hour", rollup.subjects_by_hour);
  return lines;
}

void tell(const TenantSeries& series, projections::Quarter q, const QuarterTotals& t, Lines& lines) {
  const Timestamp at = projections::start_of_quarter(q);
  std::map<std::string, std::uint64_t> ended;
  for (std::size_t i = 0; i < t.ended.size(); ++i) {
    if (t.ended[i] != 0) ended[projections::name_of(static_cast<projections::EndReason>(i))] = static_cast<std::uint64_t>(t.ended[i]);
  }
  QuarterTotals hours = t;
  hours.subjects = hours.subjects_so_far = 0;
  if (hours != QuarterTotals{}) {
    lines[name_of("hours", series, at)] = told(static_cast<std::uint64_t>(t.started), ended, t.counted, static_cast<std::uint64_t>(t.in));
  }
  if (t.subjects != 0) lines[name_of("quarter", series, at)] = std::to_string(t.subjects);
  // Quarters rise, so that the last one of the hour stays.
  if (t.subjects_so_far != 0) {
    lines[name_of("hour", series, reference::floor_to(at, reference::kHour))] = std::to_string(t.subjects_so_far);
  }
}

Lines lines_of(const EngineWorld& world, Timestamp as_of) {
  Lines lines;
  const auto reads = world.store->snapshot();
  const projections::QuarterRange all{-1'000'000, projections::quarter_of(as_of) + 1};
  for (const Grain grain : {Grain::kind_and_place, Grain::kind, Grain::all}) {
    projections::TenantSeriesFilter filter;
    filter.grain = grain;
    EXPECT_TRUE(projections::tenant_hours(*reads, kTenant, filter, all, as_of,
                                          [&](const auto& series, auto q, const auto& t) { return tell(series, q, t, lines), true; }));
  }
  return lines;
}

// The lines that only one side has.
std::string difference(const Lines& expected, const Lines& found) {
  std::vector<std::pair<std::string, std::string>> missing, extra;
  std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(), std::back_inserter(missing));
  std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(), std::back_inserter(extra));
  std::string text;
  for (const auto& [name, row] : missing) text += "expected " + name + ": " + row + "\n";
  for (const auto& [name, row] : extra) text += "     got " + name + ": " + row + "\n";
  return text;
}

std::string told_otherwise(const std::vector<Copy>& all, Timestamp now, Timestamp as_of, std::uint64_t seed) {
  std::map<SubjectId, std::vector<Copy>> by_subject;
  for (const Copy& copy : all) by_subject[copy.event.env.subject].push_back(copy);
  std::vector<std::vector<Copy>> subjects;
  for (const auto& [subject, copies] : by_subject) subjects.push_back(copies);
  EngineWorld world(chunk_of(seed));
  world.feed(generators::shuffled(all, seed), seed, now);
  return difference(lines_of(reference::tenant_rollup(subjects, as_of)), lines_of(world, as_of));
}

TEST(Law, TenantHoursAreTheReferences) {
  const std::uint64_t first = number_from("MUSTER_LAW_FIRST", 1);
  const std::uint64_t sets = number_from("MUSTER_LAW_SETS", 500);
  for (std::uint64_t seed = first; seed < first + sets; ++seed) {
    std::vector<Copy> all;
    std::vector<Timestamp> moments;
    for (const EventSet& set : generators::random_group(seed)) {
      all.insert(all.end(), set.copies.begin(), set.copies.end());
      moments.insert(moments.end(), set.moments.begin(), set.moments.end());
    }
    const Timestamp now = *std::max_element(moments.begin(), moments.end());
    const Timestamp as_of = moments[seed % moments.size()];
    const auto differs = [&](const std::vector<Copy>& copies) { return told_otherwise(copies, now, as_of, seed); };
    const std::string found = differs(all);
    if (found.empty()) continue;
    const auto least = stories::shrunk(all, [&](const auto& copies) { return !differs(copies).empty(); });
    FAIL() << "as of " << stories::clock_text(as_of) << ", seed " << seed << "\n" << found << "\nthe fewest events that differ:\n"
           << stories::to_story(least) << differs(least);
  }
}

}  // namespace
}  // namespace muster::processors
