#include "projections/hours.h"

#include <rapidcheck.h>

#include <gtest/gtest.h>

#include "tests/projections/world.h"

namespace muster::projections {
namespace {

const Quarter kToday = day_of(kNow) * kQuartersPerDay;

QuarterRange of_last_days(int days) {
  return {kToday - (days - 1) * kQuartersPerDay, kToday + kQuartersPerDay};
}

struct SubjectHours : SubjectSeries {
  std::map<Quarter, Duration> counted;
};

// All of them, by series.
std::vector<SubjectHours> subject_hours(const Reads& reads, const Tenant& tenant, const SubjectId& subject,
                                        QuarterRange range, Timestamp as_of, const SubjectSeriesFilter& filter = {}) {
  std::map<SubjectSeries, std::map<Quarter, Duration>> series;
  EXPECT_TRUE(subject_hours(reads, tenant, subject, filter, range, as_of, [&](const SubjectSeries& s, Quarter q, Duration d) {
    return series[s].emplace(q, d).second;
  }));
  std::vector<SubjectHours> all;
  for (auto& [name, counted] : series) all.push_back({name, std::move(counted)});
  return all;
}

struct TenantHours : TenantSeries {
  std::map<Quarter, QuarterTotals> quarters;
};

std::vector<TenantHours> tenant_hours(const Reads& reads, const Tenant& tenant, QuarterRange range, Timestamp as_of,
                                      const TenantSeriesFilter& filter = {}) {
  std::vector<TenantHours> all;
  EXPECT_TRUE(tenant_hours(reads, tenant, filter, range, as_of, [&](const TenantSeries& s, Quarter q, const QuarterTotals& t) {
    if (all.empty() || all.back() != s) all.push_back({s, {}});
    return all.back().quarters.emplace(q, t).second;
  }));
  return all;
}

Duration total_of(const SubjectHours& h) {
  Duration sum{};
  for (const auto& [q, time] : h.counted) sum += time;
  return sum;
}

// What of the sessions' time lies in a quarter, by looking at every session.
std::map<Quarter, Duration> brute_force(const std::vector<SessionRow>& rows, QuarterRange range, Timestamp as_of) {
  std::map<Quarter, Duration> out;
  for (Quarter q = range.from; q < range.to; ++q) {
    Duration sum{};
    for (const SessionRow& row : rows) {
      sum += total(cut_to(presence(row, {}), start_of_quarter(q), std::min(as_of, start_of_quarter(q + 1))));
    }
    if (sum != Duration{}) out[q] = sum;
  }
  return out;
}

std::vector<SessionRow> some_sessions(const std::string& subject) {
  std::vector<SessionRow> rows;
  const int n = *rc::gen::inRange(0, 12);
  for (int i = 0; i < n; ++i) {
    const Timestamp start = minutes_ago(*rc::gen::inRange(0, 4000));
    std::optional<Timestamp> end;
    if (*rc::gen::arbitrary<bool>()) end = std::min(kNow, start + std::chrono::minutes{*rc::gen::inRange(0, 2000)});
    rows.push_back(World::row(subject, numbered(subject, i), "worklog", start, end));
  }
  return rows;
}

QuarterRange some_range() {
  const Quarter from = kToday - *rc::gen::inRange(-40, 300);
  return {from, from + *rc::gen::inRange(1, 200)};
}

TEST(SubjectHoursProperty, EqualALookAtEverySession) {
  EXPECT_TRUE(rc::check("per quarter, exact to as_of", [] {
    World w;
    const auto rows = some_sessions("u");
    for (const SessionRow& row : rows) w.put(row);
    const QuarterRange range = some_range();
    const Timestamp as_of = minutes_ago(*rc::gen::inRange(0, 3000)) + Duration{*rc::gen::inRange(0, 60'000)};
    const auto hours = subject_hours(*w.reads(), w.tenant, SubjectId("u"), range, std::min(as_of, kNow));
    const auto expected = brute_force(rows, range, std::min(as_of, kNow));
    RC_ASSERT(hours.size() == (expected.empty() ? 0U : 1U));
    if (!hours.empty()) RC_ASSERT(hours[0].counted == expected);
  }));
}

TEST(SubjectHours, CountWhatIsVouchedForAndActivitiesBeside) {
  World w;
  for (int m = 40; m > 20; --m) w.vouch("u", "s", {.t = minutes_ago(m), .activity = m > 30 ? "mail" : "coding"});
  w.put(World::row("u", "s", "pc", minutes_ago(40)));
  const auto hours = subject_hours(*w.reads(), w.tenant, SubjectId("u"), of_last_days(2), kNow);
  ASSERT_EQ(hours.size(), 3U);
  EXPECT_EQ(hours[0].activity, "");
  EXPECT_EQ(total_of(hours[0]), std::chrono::minutes{20});
  EXPECT_EQ(hours[1].activity, "coding");
  EXPECT_EQ(total_of(hours[1]), std::chrono::minutes{10});
  // A switch of activity overlaps by no more than the last voucher.
  EXPECT_GE(total_of(hours[2]), std::chrono::minutes{10});
}

TEST(SubjectHours, ASessionOfSilenceCountsInTheQuarterOfAsOf) {
  World w;
  w.vouch("u", "s", {.t = minutes_ago(3)});
  w.put(World::row("u", "s", "pc", minutes_ago(3)));  // lapsed by now, and never closed
  const auto hours = subject_hours(*w.reads(), w.tenant, SubjectId("u"), of_last_days(1), kNow);
  ASSERT_EQ(hours.size(), 1U);
  EXPECT_EQ(total_of(hours[0]), std::chrono::minutes{1});
}

TEST(SubjectHours, AMonthReadsLittleMoreThanItsDays) {
  World w;
  for (int d = 1; d <= 60; ++d) {
    const Timestamp start = kNow - std::chrono::days{d};
    w.put(World::row("u", numbered("s", d), "worklog", start, start + std::chrono::hours{8}));
  }
  const auto keys_for = [&](int days) {
    const auto reads = w.reads();
    EXPECT_FALSE(subject_hours(*reads, w.tenant, SubjectId("u"), of_last_days(days), kNow).empty());
    return reads->keys_read();
  };
  EXPECT_LE(keys_for(30), 2 * keys_for(2));
  EXPECT_LE(keys_for(30), 80U);
}

TEST(TenantHoursProperty, EqualALookAtEverySession) {
  EXPECT_TRUE(rc::check("time, presence, starts and ends of quarters that are over", [] {
    World w;
    std::vector<SessionRow> rows = some_sessions("u1");
    for (SessionRow& row : some_sessions("u2")) rows.push_back(std::move(row));
    for (const SessionRow& row : rows) w.put(row);
    QuarterRange range = some_range();
    const auto hours = tenant_hours(*w.reads(), w.tenant, range, kNow);
    range.to = std::min(range.to, quarter_of(kNow));
    const auto counted = brute_force(rows, range, kNow);
    RC_ASSERT(hours.size() <= 1U);
    const auto of = [&](Quarter q) {
      if (hours.empty() || !hours[0].quarters.contains(q)) return QuarterTotals{};
      return hours[0].quarters.at(q);
    };
    for (Quarter q = range.from; q < range.to; ++q) {
      QuarterTotals expected;
      if (counted.contains(q)) expected.counted = counted.at(q);
      for (const SessionRow& row : rows) {
        const Timestamp t = start_of_quarter(q), end = row.end ? row.end->at : kEndOfTime;
        expected.in += row.started_at <= t && t < end;
        expected.started += quarter_of(row.started_at) == q;
        expected.ended[0] += row.end && quarter_of(end) == q;
      }
      RC_ASSERT(of(q) == expected);
    }
    if (!hours.empty()) RC_ASSERT(hours[0].quarters.empty() || hours[0].quarters.rbegin()->first < range.to);
  }));
}

TEST(TenantHours, ReadFewRowsHoweverLongTheHistory) {
  World w;
  for (int d = 0; d < 3000; ++d) {
    const Timestamp start = kNow - std::chrono::days{d} - std::chrono::hours{2};
    w.put(World::row("u", numbered("s", d), "worklog", start, start + std::chrono::hours{1}));
  }
  w.put(World::row("u", "open", "visit", kNow - std::chrono::days{2500}));
  const auto reads = w.reads();
  const auto hours = tenant_hours(*reads, w.tenant, of_last_days(2), kNow);
  ASSERT_EQ(hours.size(), 2U);
  EXPECT_EQ(hours[0].kind, Kind("visit"));
  EXPECT_EQ(hours[0].quarters.begin()->second.in, 1);
  EXPECT_EQ(hours[0].quarters.begin()->second.counted, kQuarter);
  EXPECT_LE(reads->keys_read(), 200U);
}

TEST(TenantHours, ArePerPlace) {
  World w;
  SessionRow here = World::row("u", "a", "visit", minutes_ago(200), minutes_ago(100)), there = here;
  here.place = Place{PlaceId("7"), "", 1, 1, 1};
  there.place = Place{PlaceId("8"), "", 1, 1, 1};
  there.id = SessionId("b");
  w.put(here);
  w.put(there);
  const auto hours = tenant_hours(*w.reads(), w.tenant, of_last_days(1), kNow);
  ASSERT_EQ(hours.size(), 2U);
  EXPECT_EQ(hours[0].place, PlaceId("7"));
  EXPECT_EQ(hours[0].quarters, hours[1].quarters);
}

TEST(TenantHours, ReadOnlyTheSeriesThatAreAskedFor) {
  World w;
  for (int i = 0; i < 40; ++i) {
    SessionRow row = World::row("u", numbered("s", i), i % 2 == 0 ? "visit" : "worklog", minutes_ago(200), minutes_ago(100));
    row.place = Place{PlaceId(numbered("p", i / 2)), "", 1, 1, 1};
    w.put(row);
  }
  const auto asked = [&](const TenantSeriesFilter& filter) {
    const auto reads = w.reads();
    const std::size_t found = tenant_hours(*reads, w.tenant, of_last_days(1), kNow, filter).size();
    return std::pair{found, reads->keys_read()};
  };
  const auto all = asked({});
  EXPECT_EQ(all.first, 40U);
  EXPECT_EQ(asked({Kind("visit"), {}}).first, 20U);
  EXPECT_EQ(asked({Kind("visit"), PlaceId("p7")}).first, 1U);
  EXPECT_EQ(asked({{}, PlaceId("p7")}).first, 2U);
  EXPECT_EQ(asked({Kind("none"), {}}).first, 0U);
  EXPECT_LE(asked({Kind("visit"), PlaceId("p7")}).second, all.second / 40 + 3);
  EXPECT_LE(asked({{}, PlaceId("p7")}).second, all.second / 20 + 6);
}

TEST(TenantHours, EndWhenTheVisitorHasEnough) {
  World w;
  for (int i = 0; i < 40; ++i) {
    w.put(World::row("u", numbered("s", i), numbered("kind", i), minutes_ago(200), minutes_ago(100)));
  }
  const auto reads = w.reads();
  int seen = 0;
  EXPECT_FALSE(tenant_hours(*reads, w.tenant, {}, of_last_days(1), kNow, [&](const auto&, Quarter, const auto&) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
  EXPECT_LE(reads->keys_read(), 10U);
}

TEST(SubjectHours, ReadOnlyTheSeriesThatAreAskedFor) {
  World w;
  for (int m = 40; m > 20; --m) w.vouch("u", "s", {.t = minutes_ago(m), .activity = numbered("a", m)});
  w.put(World::row("u", "s", "pc", minutes_ago(40)));
  const auto asked = [&](const SubjectSeriesFilter& filter) {
    const auto reads = w.reads();
    const std::size_t found = subject_hours(*reads, w.tenant, SubjectId("u"), of_last_days(2), minutes_ago(-60), filter).size();
    return std::pair{found, reads->keys_read()};
  };
  EXPECT_EQ(asked({}).first, 21U);
  EXPECT_EQ(asked({Kind("pc"), ""}).first, 1U);
  EXPECT_EQ(asked({{}, "a30"}).first, 1U);
  EXPECT_EQ(asked({Kind("worklog"), {}}).first, 0U);
  EXPECT_LE(asked({{}, ""}).second, asked({}).second / 3);
}

}  // namespace
}  // namespace muster::projections
