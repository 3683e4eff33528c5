#include "projections/mention_keys.h"
#include "projections/queries.h"

#include <gtest/gtest.h>

#include "projections/codec.h"
#include "projections/seen.h"
#include "projections/session_history.h"
#include "tests/projections/world.h"

namespace muster::projections {
namespace {

SessionPlace at(const std::string& subject, const std::string& id) { return {0, SubjectId(subject), SessionId(id)}; }

TEST(Queries, FindsEverybodysSessionOfAnId) {
  World w;
  SessionRow one = World::row("u1", "s", "worklog", minutes_ago(60));
  one.aliases = {{SessionId("other"), minutes_ago(30)}};
  w.put(one);
  w.put(World::row("u2", "s", "worklog", minutes_ago(50)));
  const auto reads = w.reads();
  EXPECT_EQ(find_session(*reads, w.tenant, SessionId("s")), (std::vector{at("u1", "s"), at("u2", "s")}));
  EXPECT_EQ(find_session(*reads, w.tenant, SessionId("other")), (std::vector{at("u1", "s")}));
  EXPECT_TRUE(find_session(*reads, w.tenant, SessionId("oth")).empty());
  EXPECT_TRUE(find_session(*reads, Tenant("else"), SessionId("s")).empty());
}

TEST(Queries, PingsAndCheckInsOfItsKindVouchForASession) {
  World w;
  w.vouch("u", "s", {.t = minutes_ago(10), .kind = Kind("pc")});
  w.vouch("u", "s", {.t = minutes_ago(9)});
  w.vouch("u", "s", {.t = minutes_ago(4), .kind = Kind("device")});
  w.vouch("u", "s", {.t = minutes_ago(2), .activity = "coding"});
  w.put(World::row("u", "s", "pc", minutes_ago(10)));
  const auto shown = show_session(*w.reads(), w.tenant, at("u", "s"), kNow);
  ASSERT_TRUE(shown);
  ASSERT_EQ(shown->vouched.all.size(), 2U);
  EXPECT_EQ(shown->vouched.all[0].counted_to, minutes_ago(8));
  EXPECT_EQ(shown->vouched.by_activity.at("coding"), (Components{shown->vouched.all[1]}));
  EXPECT_EQ(shown->view.status, SessionStatus::lapsed);
  EXPECT_EQ(shown->view.ended_at, minutes_ago(1));
}

TEST(Queries, AnAliasVouchesFromItsCheckInOn) {
  World w;
  w.vouch("u", "s", {.t = minutes_ago(10)});
  w.vouch("u", "other", {.t = minutes_ago(8), .next_ping = std::chrono::minutes{5}});
  SessionRow row = World::row("u", "s", "pc", minutes_ago(10));
  row.aliases = {{SessionId("other"), minutes_ago(6)}};
  w.put(row);
  const auto shown = show_session(*w.reads(), w.tenant, at("u", "s"), kNow);
  ASSERT_TRUE(shown);
  ASSERT_EQ(shown->vouched.all.size(), 2U);
  EXPECT_EQ(shown->vouched.all[1].start, minutes_ago(6));
}

TEST(Queries, LivenessIsFollowedOverMidnights) {
  World w;
  w.vouch("u", "s", {.t = minutes_ago(10), .next_ping = std::chrono::days{30}, .grace = Duration{0}, .kind = Kind("device")});
  w.put(World::row("u", "s", "device", minutes_ago(10)));
  const auto shown = show_session(*w.reads(), w.tenant, at("u", "s"), kNow);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->view.status, SessionStatus::active);
  EXPECT_EQ(shown->view.ends_by, minutes_ago(10) + std::chrono::days{30});
}

TEST(Queries, AnOldSessionIsReadWithoutTheDaysSince) {
  World w;
  const Timestamp long_ago = kNow - std::chrono::days{300};
  w.vouch("u", "old", {.t = long_ago});
  w.put(World::row("u", "old", "pc", long_ago));
  for (int d = 0; d < 299; ++d) {
    w.vouch("u", numbered("s", d), {.t = kNow - std::chrono::days{d}});
  }
  const auto reads = w.reads();
  EXPECT_EQ(show_session(*reads, w.tenant, at("u", "old"), kNow)->view.status, SessionStatus::lapsed);
  EXPECT_LE(reads->keys_read(), 5U);
}

TEST(Queries, ASessionByItsIdIsFewKeys) {
  World w;
  for (int i = 0; i < 50; ++i) {
    w.vouch(numbered("u", i), numbered("s", i), {.t = minutes_ago(10), .kind = Kind("worklog")});
    w.put(World::row(numbered("u", i), numbered("s", i), "worklog", minutes_ago(10)));
  }
  const auto reads = w.reads();
  const auto found = find_session(*reads, w.tenant, SessionId("s7"));
  ASSERT_EQ(found, std::vector{at("u7", "s7")});
  EXPECT_TRUE(show_session(*reads, w.tenant, found.front(), kNow));
  EXPECT_EQ(reads->keys_read(), 4U);  // its owner, its row, its day, its fixes
}

TEST(Queries, ASessionBefore1970WasSeenWhenItWasSeen) {
  World w;
  const Timestamp then = from_ms(-86'400'000'000), later = then + std::chrono::minutes{5};
  w.vouch("u", "silent", {.t = then, .kind = Kind("worklog")});
  w.put(World::row("u", "silent", "worklog", then));
  w.vouch("u", "seen", {.t = then, .kind = Kind("worklog")});
  w.see("u", "seen", later);
  w.put(World::row("u", "seen", "worklog", then));
  for (const Timestamp as_of : {later, kNow}) {
    EXPECT_EQ(show_session(*w.reads(), w.tenant, at("u", "silent"), as_of)->view.last_seen_at, then);
    EXPECT_EQ(show_session(*w.reads(), w.tenant, at("u", "seen"), as_of)->view.last_seen_at, later);
  }
}

TEST(Queries, NothingIsShownBeforeItBegan) {
  World w;
  w.put(World::row("u", "s", "worklog", minutes_ago(10)));
  const auto reads = w.reads();
  EXPECT_FALSE(show_session(*reads, w.tenant, at("u", "s"), minutes_ago(11)));
  EXPECT_FALSE(show_session(*reads, w.tenant, at("u", "none"), kNow));
  EXPECT_TRUE(show_session(*reads, w.tenant, at("u", "s"), minutes_ago(10)));
}

TEST(Queries, DamagedRowsThrow) {
  World w;
  auto batch = w.store.batch();
  batch->put(Family::sessions, keys::session(w.scope("u"), SessionId("s")), "rubbish");
  ASSERT_TRUE(w.store.commit(std::move(batch)).ok());
  EXPECT_THROW(read_session(*w.reads(), w.tenant, at("u", "s")), ReadFailure);
}

class SessionHistory : public ::testing::Test {
 protected:
  EventRef event(const std::string& token, Timestamp t, EventType type, const std::string& id) {
    const EventRef ref{t, type, EventId(id), "test"};
    auto batch = w_.store.batch();
    const auto scope = w_.scope("u");
    batch->put(Family::mentions, keys::mention(scope, token, ref), "");
    batch->put(Family::history, keys::history(scope, ref), encode(HistoryRow{Outcome::opened, "s", 0, 7, id}));
    EXPECT_TRUE(w_.store.commit(std::move(batch)).ok());
    return ref;
  }
  World w_;
};

TEST_F(SessionHistory, HoldsWhatNamesTheSessionOrClosedIt) {
  event("is", minutes_ago(10), EventType::checkin, "in");
  event("iother", minutes_ago(9), EventType::checkin, "again");
  event("cs", minutes_ago(8), EventType::amendment, "amended");
  event("kpc", minutes_ago(7), EventType::checkout, "of another time");
  const EventRef out = event("kworklog", minutes_ago(6), EventType::checkout, "out");
  event("is", minutes_ago(1), EventType::checkin, "late");
  SessionRow row = World::row("u", "s", "worklog", minutes_ago(10), minutes_ago(6));
  row.aliases = {{SessionId("other"), minutes_ago(9)}};
  row.end->by = out;
  std::vector<std::string> records;
  for (const auto& line : session_history(*w_.reads(), 0, row, kBeginning, minutes_ago(2), 100)) records.push_back(line.record);
  EXPECT_EQ(records, (std::vector<std::string>{"in", "again", "amended", "out"}));
  EXPECT_EQ(session_history(*w_.reads(), 0, row, kBeginning, kNow, 2).size(), 2U);
  const auto some = session_history(*w_.reads(), 0, row, minutes_ago(9), minutes_ago(6), 100);
  ASSERT_EQ(some.size(), 2U);
  EXPECT_EQ(some[0].record, "again");
  EXPECT_EQ(some[1].record, "amended");
}

TEST_F(SessionHistory, ShowsCopiesOfAnEvent) {
  event("is", minutes_ago(10), EventType::checkin, "in");
  auto batch = w_.store.batch();
  const IdentityRow identity{minutes_ago(10), minutes_ago(10), 5, {{minutes_ago(9), 5}, {minutes_ago(8), 6}}};
  batch->put(Family::identities, keys::identity(w_.scope("u"), EventType::checkin, "test", EventId("in")), encode(identity));
  ASSERT_TRUE(w_.store.commit(std::move(batch)).ok());
  const auto lines = session_history(*w_.reads(), 0, World::row("u", "s", "worklog", minutes_ago(10)), kBeginning, kNow, 100);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].offset, 7);
  EXPECT_EQ(lines[1].outcome, Outcome::repeated);
  EXPECT_EQ(lines[1].event.time, minutes_ago(9));
  EXPECT_EQ(lines[2].outcome, Outcome::id_conflict);
  EXPECT_EQ(lines[2].offset, std::nullopt);
}

TEST(SessionSigns, PingsAndLocationsWithWhatBecameOfThem) {
  World w;
  const auto scope = w.scope("u");
  auto batch = w.store.batch();
  const auto heard = [&](const std::string& id, std::vector<Timestamp> times) { add_seen(*batch, scope, SessionId(id), times); };
  heard("s", {minutes_ago(120), minutes_ago(90), minutes_ago(80), minutes_ago(5)});
  heard("other", {minutes_ago(95), minutes_ago(70)});
  const TrailFix fix{minutes_ago(80), {1.0, 2.0, {}, {}, {}, {}, {}}, minutes_ago(79), FixSource::location};
  batch->put(Family::trail, keys::trail(scope, SessionId("s"), fix.time, content_hash(encode(fix))), encode(fix));
  ASSERT_TRUE(w.store.commit(std::move(batch)).ok());
  SessionRow row = World::row("u", "s", "worklog", minutes_ago(100), minutes_ago(10));
  row.aliases = {{SessionId("other"), minutes_ago(85)}};
  const SessionId s("s"), other("other");
  const std::vector<SignLine> all{{s, minutes_ago(120), {}, Outcome::waiting},   {other, minutes_ago(95), {}, Outcome::waiting},
                                  {s, minutes_ago(90), {}, Outcome::counted},    {s, minutes_ago(80), fix, Outcome::counted},
                                  {other, minutes_ago(70), {}, Outcome::counted}, {s, minutes_ago(5), {}, Outcome::ignored}};
  EXPECT_EQ(session_signs(*w.reads(), 0, row, {}, kBeginning, kNow, 100), all);
  EXPECT_EQ(session_signs(*w.reads(), 0, row, {}, minutes_ago(90), minutes_ago(70), 100), (std::vector<SignLine>{all[2], all[3]}));
  EXPECT_EQ(session_signs(*w.reads(), 0, row, {}, kBeginning, kNow, 2), (std::vector<SignLine>{all[0], all[1]}));
  EXPECT_TRUE(session_signs(*w.reads(), 0, row, {}, kNow, kBeginning, 100).empty());
}

TEST(SessionTrail, JoinsAliasesByTime) {
  World w;
  auto batch = w.store.batch();
  const auto fix = [&](const std::string& id, std::int64_t ago, std::int64_t accepted_later = 0) {
    const TrailFix f{minutes_ago(ago), {1.0, 2.0, {}, {}, {}, {}, {}}, minutes_ago(ago - accepted_later), FixSource::location};
    batch->put(Family::trail, keys::trail(w.scope("u"), SessionId(id), f.time, content_hash(encode(f))), encode(f));
  };
  fix("s", 6, 3);  // told twice
  fix("s", 10), fix("other", 9), fix("other", 7), fix("s", 6), fix("s", 1), fix("sx", 5);
  ASSERT_TRUE(w.store.commit(std::move(batch)).ok());
  SessionRow row = World::row("u", "s", "visit", minutes_ago(10));
  row.aliases = {{SessionId("other"), minutes_ago(8)}};
  std::vector<Timestamp> times;
  for (const TrailFix& f : session_trail(*w.reads(), 0, row, minutes_ago(10), minutes_ago(1), 100)) times.push_back(f.time);
  EXPECT_EQ(times, (std::vector{minutes_ago(10), minutes_ago(7), minutes_ago(6)}));
  EXPECT_EQ(session_trail(*w.reads(), 0, row, minutes_ago(10), minutes_ago(1), 100, minutes_ago(7)).size(), 2u);
}

}  // namespace
}  // namespace muster::projections
