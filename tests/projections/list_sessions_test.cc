#include "projections/list_sessions.h"

#include <algorithm>
#include <rapidcheck.h>

#include <gtest/gtest.h>

#include "projections/stats.h"
#include "tests/projections/world.h"

namespace muster::projections {
namespace {

std::vector<std::string> ids(const SessionPage& page) {
  std::vector<std::string> out;
  for (const ShownSession& s : page.items) out.push_back(s.stored.row.id.str());
  return out;
}

ListRequest request_for(const World& w) {
  ListRequest r;
  r.tenant = w.tenant;
  r.as_of = kNow;
  r.live = true;
  return r;
}

ListRequest active_only(const World& w) {
  ListRequest r = request_for(w);
  r.filter.statuses = {SessionStatus::active};
  return r;
}

std::vector<std::string> all_pages(const Reads& reads, ListRequest r) {
  std::vector<std::string> out;
  do {
    const SessionPage page = list_sessions(reads, r);
    for (const std::string& id : ids(page)) out.push_back(id);
    r.after = page.next;
  } while (r.after);
  return out;
}

TEST(ListSessions, ActiveOnesByKindPlaceAndSubject) {
  World w;
  SessionRow visit = World::row("u1", "b", "visit", minutes_ago(20));
  visit.place = Place{PlaceId("7"), "Harbour", 1, 1, 100};
  w.put(World::row("u1", "a", "worklog", minutes_ago(30)));
  w.put(visit);
  w.put(World::row("u2", "c", "worklog", minutes_ago(10)));
  w.put(World::row("u2", "gone", "worklog", minutes_ago(40), minutes_ago(35)));
  const auto reads = w.reads();
  ListRequest r = active_only(w);
  EXPECT_EQ(ids(list_sessions(*reads, r)), (std::vector<std::string>{"a", "b", "c"}));
  r.newest_first = true;
  EXPECT_EQ(ids(list_sessions(*reads, r)), (std::vector<std::string>{"c", "b", "a"}));
  r.filter.kind = Kind("worklog");
  EXPECT_EQ(ids(list_sessions(*reads, r)), (std::vector<std::string>{"c", "a"}));
  r.filter.subject = SubjectId("u1");
  EXPECT_EQ(ids(list_sessions(*reads, r)), (std::vector<std::string>{"a"}));
  r.filter.kind.reset();
  r.filter.place = PlaceId("7");
  EXPECT_EQ(ids(list_sessions(*reads, r)), (std::vector<std::string>{"b"}));
  r.filter.subject.reset();
  EXPECT_EQ(ids(list_sessions(*reads, r)), (std::vector<std::string>{"b"}));
}

TEST(ListSessions, ADueSessionIsNotActiveThoughItsTimerHasNotFired) {
  World w;
  SessionRow pass = World::row("u", "p", "pass", minutes_ago(30));
  pass.policy.ttl = std::chrono::minutes{60};
  w.put(pass);
  ListRequest r = active_only(w);
  EXPECT_EQ(count_sessions(*w.reads(), r).count, 1U);
  r.as_of = minutes_ago(-30);
  EXPECT_EQ(ids(list_sessions(*w.reads(), r)), std::vector<std::string>{});
  EXPECT_EQ(count_sessions(*w.reads(), r).count, 0U);
  r.filter.statuses = {SessionStatus::expired};
  EXPECT_EQ(ids(list_sessions(*w.reads(), r)), std::vector<std::string>{"p"});
}

TEST(ListSessions, VoidedOnesOnlyOnRequest) {
  World w;
  SessionRow row = World::row("u", "v", "worklog", minutes_ago(30));
  row.corrections.voided = true;
  w.put(row);
  ListRequest r = request_for(w);
  EXPECT_TRUE(list_sessions(*w.reads(), r).items.empty());
  r.filter.statuses = {SessionStatus::voided};
  EXPECT_EQ(ids(list_sessions(*w.reads(), r)), std::vector<std::string>{"v"});
  r.filter.subject = SubjectId("u");
  EXPECT_EQ(ids(list_sessions(*w.reads(), r)), std::vector<std::string>{"v"});
}

TEST(ListSessions, TheFirstPageOfActiveOnesDoesNotGrowWithThem) {
  std::uint64_t read[2] = {};
  for (const int thousands : {1, 5}) {
    World w;
    for (int i = 0; i < thousands * 1000; ++i) w.put(World::row(numbered("u", i), "s", "worklog", minutes_ago(i % 60)));
    const auto reads = w.reads();
    EXPECT_EQ(list_sessions(*reads, active_only(w)).items.size(), 100U);
    read[thousands == 5] = reads->keys_read();
  }
  EXPECT_EQ(read[0], read[1]);
  EXPECT_LE(read[0], 101U + 100U * 3U);
}

TEST(ListSessions, LaterPagesOfActiveOnesStayOnTheirIndex) {
  World w;
  for (int i = 0; i < 300; ++i) w.put(World::row(numbered("old", i), "s", "worklog", minutes_ago(30), minutes_ago(20)));
  for (int i = 0; i < 20; ++i) w.put(World::row(numbered("u", i), "s", "worklog", minutes_ago(40 - i)));
  ListRequest r = active_only(w);
  r.limit = 10;
  r.after = list_sessions(*w.reads(), r).next;
  w.put(World::row("since", "s", "worklog", minutes_ago(25)));
  r.live = false;
  r.goes_on = true;
  const auto reads = w.reads();
  EXPECT_EQ(list_sessions(*reads, r).items.size(), 10U);
  EXPECT_LE(reads->keys_read(), 11U + 10U * 3U);
}

TEST(ListSessions, APageReadsABoundedNumberOfEntries) {
  World w;
  for (int i = 0; i < 500; ++i) w.put(World::row("u", numbered("s", i), "worklog", minutes_ago(600 + i), minutes_ago(30)));
  for (const bool of_one : {true, false}) {
    ListRequest r = request_for(w);
    if (of_one) r.filter.subject = SubjectId("u");
    r.filter.from = minutes_ago(60);
    r.filter.kind = Kind("visit");
    r.scan_at_most = 20;
    const auto reads = w.reads();
    const SessionPage page = list_sessions(*reads, r);
    EXPECT_TRUE(page.items.empty());
    EXPECT_TRUE(page.next);
    EXPECT_LE(reads->keys_read(), 2 * 21U + 20U * 4U + 2U);
  }
}

// Whom the directory does not let in is scanned over, without a look at the row.
TEST(ListSessions, SubjectsAreAskedAboutBeforeTheirRowsAreRead) {
  World w;
  for (int i = 0; i < 300; ++i) {
    w.put(World::row(numbered("u", i), "s", "worklog", minutes_ago(600 + i), minutes_ago(30)));
    w.put(World::row(numbered("a", i), "s", "worklog", minutes_ago(600 + i)));
  }
  for (const bool active : {true, false}) {
    ListRequest r = active ? active_only(w) : request_for(w);
    r.filter.subjects = [](const SubjectId& subject) { return subject.view().ends_with("7"); };
    r.scan_at_most = 50;
    const auto reads = w.reads();
    const SessionPage page = list_sessions(*reads, r);
    EXPECT_EQ(page.items.size(), active ? 5U : 6U);
    EXPECT_TRUE(page.next);
    EXPECT_LE(reads->keys_read(), 51U + 6U * 6U);
    r.scan_at_most = kScannedAtMost;
    EXPECT_EQ(count_sessions(*w.reads(), r).count, active ? 30U : 60U);
  }
}

TEST(ListSessions, AWalkEndsWhenItIsToldToOrHasReadItsShare) {
  World w;
  for (int i = 0; i < 300; ++i) w.put(World::row(numbered("u", i), "s", "worklog", minutes_ago(600 + i), minutes_ago(30)));
  ListRequest r = request_for(w);
  std::size_t seen = 0;
  EXPECT_TRUE(for_each_session(*w.reads(), r, [&](const ShownSession&) { return ++seen < 5; }));
  EXPECT_EQ(seen, 5U);
  r.scan_at_most = 20;
  r.filter.kind = Kind("visit");
  const auto reads = w.reads();
  EXPECT_FALSE(for_each_session(*reads, r, [&](const ShownSession&) { return true; }));
  EXPECT_LE(reads->keys_read(), 21U + 20U * 4U);
}

TEST(ListSessions, CountsActiveOnesFromTheIndexAlone) {
  World w;
  for (int i = 0; i < 300; ++i) w.put(World::row(numbered("u", i), "s", i % 3 == 0 ? "visit" : "worklog", minutes_ago(i)));
  const auto reads = w.reads();
  ListRequest r = active_only(w);
  EXPECT_EQ(count_sessions(*reads, r).count, 300U);
  EXPECT_EQ(reads->keys_read(), 300U);
  const Stats stats = session_stats(*reads, r);
  EXPECT_EQ(reads->keys_read(), 600U);
  EXPECT_TRUE(stats.exact);
  EXPECT_EQ(stats.items, (std::vector<KindCount>{{Kind("visit"), SessionStatus::active, 100},
                                                 {Kind("worklog"), SessionStatus::active, 200}}));
  r.filter.subject = SubjectId{"u1"};
  EXPECT_EQ(count_sessions(*reads, r).count, 1U);
}

TEST(ListSessions, StatsSayWhatBecameOfSessions) {
  World w;
  w.put(World::row("u", "a", "worklog", minutes_ago(30)));
  w.put(World::row("u", "b", "worklog", minutes_ago(60), minutes_ago(40)));
  w.put(World::row("u", "c", "worklog", minutes_ago(90), minutes_ago(70)));
  EXPECT_EQ(session_stats(*w.reads(), request_for(w)).items,
            (std::vector<KindCount>{{Kind("worklog"), SessionStatus::active, 1},
                                    {Kind("worklog"), SessionStatus::completed, 2}}));
}

// Some sessions of few subjects within five days, and a request for some of them.
std::vector<SessionRow> some_rows() {
  std::vector<SessionRow> rows;
  const int n = *rc::gen::inRange(0, 25);
  for (int i = 0; i < n; ++i) {
    const Timestamp start = minutes_ago(60 * *rc::gen::inRange(0, 120));
    std::optional<Timestamp> end;
    if (*rc::gen::arbitrary<bool>()) end = std::min(kNow, start + std::chrono::hours{*rc::gen::inRange(0, 60)});
    auto row = World::row(*rc::gen::element<std::string>("u1", "u2"), numbered("s", i),
                          *rc::gen::element<std::string>("worklog", "visit"), start, end);
    if (*rc::gen::arbitrary<bool>()) row.device = Device{"d1", "", "", "", ""};
    rows.push_back(std::move(row));
  }
  return rows;
}

ListRequest some_request(const World& w) {
  ListRequest r = request_for(w);
  const auto hours_ago = [] { return minutes_ago(60 * *rc::gen::inRange(0, 130)); };
  const auto sometimes = [] { return *rc::gen::inRange(0, 3) == 0; };
  if (sometimes()) r.filter.kind = Kind("visit");
  if (sometimes()) r.filter.subject = SubjectId("u1");
  if (sometimes()) r.filter.device = "d1";
  if (sometimes()) r.filter.statuses = {*rc::gen::element(SessionStatus::active, SessionStatus::completed)};
  if (sometimes()) r.filter.min_duration = std::chrono::hours{5};
  if (!sometimes()) r.filter.from = hours_ago();
  if (!sometimes()) r.filter.to = hours_ago();
  // Who asks the other way round is refused before it comes to this.
  if (r.filter.from && r.filter.to && *r.filter.to < *r.filter.from) std::swap(r.filter.from, r.filter.to);
  if (sometimes()) {
    r.as_of = hours_ago();
    r.live = false;
  }
  r.newest_first = *rc::gen::arbitrary<bool>();
  r.limit = *rc::gen::inRange<std::size_t>(1, 8);
  if (sometimes()) r.scan_at_most = *rc::gen::inRange<std::size_t>(1, 30);
  return r;
}

TEST(ListSessionsProperty, PagesTogetherAreWhatTheFilterLeaves) {
  EXPECT_TRUE(rc::check("lists equal a look at every row", [] {
    World w;
    std::vector<SessionRow> rows = some_rows();
    for (const SessionRow& row : rows) w.put(row);
    const ListRequest r = some_request(w);
    const auto reads = w.reads();
    std::sort(rows.begin(), rows.end(), [&](const SessionRow& a, const SessionRow& b) {
      const auto key = [](const SessionRow& x) { return keys::SessionKey{x.started_at, x.subject, x.id}; };
      return r.newest_first ? key(b) < key(a) : key(a) < key(b);
    });
    std::vector<std::string> expected;
    for (const SessionRow& row : rows) {
      const auto shown = show_session(*reads, w.tenant, {0, row.subject, row.id}, r.as_of);
      if (shown && r.filter.may_be_of(row.subject) && r.filter.matches(*shown, r.as_of)) expected.push_back(row.id.str());
    }
    RC_ASSERT(all_pages(*reads, r) == expected);
    const Count count = count_sessions(*reads, r);
    RC_ASSERT(count.exact || r.scan_at_most < kScannedAtMost);
    RC_ASSERT(count.count <= expected.size());
    if (count.exact) RC_ASSERT(count.count == expected.size());
    std::vector<std::string> walked;
    const bool all = for_each_session(*reads, r, [&](const ShownSession& shown) {
      walked.push_back(shown.place.session.str());
      return true;
    });
    RC_ASSERT(all || r.scan_at_most < kScannedAtMost);
    if (all) RC_ASSERT(walked == expected);
  }));
}

}  // namespace
}  // namespace muster::projections
