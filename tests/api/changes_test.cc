// GET /v1/changes: bursts, where they go on, whom they are for.
#include "api/changes.h"
#include "api/feed_point.h"

#include <map>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/api/feed_world.h"

namespace muster::api {
namespace {

using namespace stories;
using access::Role;

TEST(FeedPoint, TokensAreOfTheirStore) {
  const std::string lineage = lineage_of("epoch", "store");
  const FeedPoint point{0, 7, 18'446'744'073'709'551'615U};
  const std::string token = feed_token(lineage, point);
  EXPECT_EQ(parse_feed_token(lineage, 3, token), point);
  EXPECT_EQ(parse_feed_token(lineage, 2, token), std::nullopt);
  EXPECT_EQ(parse_feed_token(lineage, 4, token), std::nullopt);
  EXPECT_EQ(parse_feed_token(lineage_of("epoch", "other"), 3, token), std::nullopt);
  EXPECT_EQ(parse_feed_token(lineage_of("epochs", "tore"), 3, token), std::nullopt);
  for (const char* bad : {"", "1", "1.2", "1.2.3.", "1..3", "1.2.-3", "1.2.3x", "1.2.18446744073709551616"}) {
    EXPECT_EQ(parse_feed_token(lineage, 3, "1-" + lineage + "-" + bad), std::nullopt) << bad;
  }
}

TEST(Changes, TheFirstBurstTellsWhereThePresentIs) {
  Feed feed;
  feed.post(check_in("a", "worklog", stories::at("08:00")));
  feed.settle();
  const auto response = feed.burst();
  EXPECT_EQ(response.content_type, "text/event-stream");
  EXPECT_TRUE(response.body.starts_with("retry: 2000\n\nid: 1-")) << response.body;
  EXPECT_EQ(feed.told(), "");
  feed.post(check_out("a", stories::at("09:00")));
  feed.post(check_in("b", "worklog", stories::at("10:00")));
  feed.settle();
  EXPECT_EQ(feed.told(), "ended:a opened:b ");
}

TEST(Changes, WhatIsDoneIsToldWithTheSession) {
  Feed feed;
  feed.read();
  feed.post(check_in("a", "worklog", stories::at("08:00")).subject("o/lga"));
  feed.settle();
  feed.post(check_out("a", stories::at("09:00"), CheckOutReason::emergency).subject("o/lga"));
  feed.settle();
  const auto changes = feed.read();
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].event, "opened");
  EXPECT_EQ(changes[1].event, "ended");
  EXPECT_EQ(changes[1].data["session"]["subject"], "o/lga");
  EXPECT_EQ(changes[1].data["session"]["flags"][0]["flag"], "emergency");
  EXPECT_EQ(changes[1].data["version"], changes[1].data["session"]["version"]);
  feed.at = changes[0].id;
  EXPECT_EQ(feed.told(), "ended:a ") << "each event's id goes on behind it";
}

TEST(Changes, WhatBecomesAnAliasIsGone) {
  Feed feed;
  feed.post(check_in("b", "worklog", stories::at("09:00")));
  feed.settle();
  feed.read();
  feed.post(check_in("a", "worklog", stories::at("08:00")));  // late: b was no session of its own
  feed.settle();
  const auto changes = feed.read();
  std::map<std::string, std::string> by_id;
  for (const Change& change : changes) {
    if (change.data.contains("session_id")) by_id[change.data["session_id"]] = change.event;
    if (change.data.contains("session")) by_id[change.data["session"]["session_id"]] = change.event;
  }
  EXPECT_EQ(by_id["a"], "opened");
  EXPECT_EQ(by_id["b"], "gone");
}

TEST(Changes, WhoHasReadAllWaits) {
  Feed feed;
  feed.read();
  const auto waiting = feed.ask_on();
  feed.look(waiting);
  EXPECT_FALSE(waiting->there());
  feed.post(check_in("a", "worklog", stories::at("08:00")));
  EXPECT_EQ(parsed(feed.answer_of(waiting).body)[0].event, "opened");
}

TEST(Changes, AnEmptyWaitEndsAfterTenSeconds) {
  Feed feed;
  feed.read();
  const auto waiting = feed.ask_on();
  feed.look(waiting);
  feed.pass(std::chrono::milliseconds{9'999});
  feed.look(waiting);
  EXPECT_FALSE(waiting->there());
  feed.pass(std::chrono::milliseconds{1});
  EXPECT_EQ(feed.answer_of(waiting).body, fmt::format("retry: 2000\n\nid: {}\n\n", feed.at));
}

TEST(Changes, WhoWaitsIsAnsweredBeforeTheEnd) {
  Feed feed;
  feed.read();
  const auto waiting = feed.ask_on();
  feed.look(waiting);
  feed.feed->end_waits();
  EXPECT_EQ(feed.answer_of(waiting).status, 200);
  EXPECT_EQ(feed.burst().status, 200) << "and nobody waits any more";
}

TEST(Changes, WhoComesTooLateReadsAnew) {
  Feed feed;
  feed.post(check_in("a", "worklog", stories::at("08:00")));
  feed.settle();
  feed.read();
  const std::string before = feed.at;
  feed.post(check_out("a", stories::at("09:00")));
  feed.settle();
  feed.pass(std::chrono::hours{25});
  feed.post(check_in("b", "worklog", stories::at("+1 12:00")));
  feed.settle();
  feed.post(check_in("c", "pass", stories::at("+1 12:30")));
  feed.settle();
  const auto changes = feed.read();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].event, "reset");
  EXPECT_EQ(changes[0].data["reason"], "too_old");
  EXPECT_NE(feed.at, before);
  EXPECT_EQ(changes[0].id, feed.at);
  for (const char* other : {"nonsense", "1-0000000000000000-0", "1-0000000000000000-99999"}) {
    feed.at = other;
    EXPECT_EQ(feed.read()[0].event, "reset") << other;
  }
}

TEST(Changes, AreForThoseWhoSeeTheSubject) {
  Feed feed;
  feed.put_subject("ann", R"({"department":"north"})");
  feed.put_subject("eve", R"({"department":"northern"})");
  feed.read();
  const std::string start = feed.at;
  for (const char* subject : {"ann", "eve", "joe"}) {
    feed.post(check_in(std::string(subject) + "-1", "worklog", stories::at("08:00")).subject(subject));
  }
  feed.settle();
  const auto as = [&](access::RoleSet roles, const char* subject, const char* department, const char* tenant = "default") {
    feed.be(roles, subject, department, tenant);
    feed.at = start;
    std::string text;
    for (const Change& change : parsed(feed.burst().body)) {
      if (change.data.contains("session")) text += change.data["session"]["session_id"].get<std::string>() + " ";
    }
    return text;
  };
  EXPECT_EQ(as({Role::admin}, "boss", ""), "ann-1 eve-1 joe-1 ");
  EXPECT_EQ(as({Role::supervisor}, "zoe", "north"), "ann-1 ");
  EXPECT_EQ(as({Role::user}, "joe", ""), "joe-1 ");
  EXPECT_EQ(as({Role::admin}, "boss", "", "other"), "");
  feed.be({Role::ingest}, "");
  EXPECT_EQ(feed.code("GET", "/v1/changes"), "403 forbidden");
  feed.be({Role::admin}, "boss");
  EXPECT_EQ(feed.code("GET", "/v1/changes?from=1"), "400 unknown_parameter");
  EXPECT_EQ(feed.call("GET", "/v1/changes", {}, {{"accept", "text/csv"}}).status, 406);
}

TEST(Changes, WhoWaitsSeesAsItIsThen) {
  Feed feed;
  feed.put_subject("ann", R"({"department":"north"})");
  feed.be({Role::supervisor}, "zoe", "north");
  feed.read();
  const auto moved = feed.ask_on();
  feed.look(moved);
  feed.be({Role::supervisor}, "zoe", "south");
  feed.post(check_in("ann-1", "worklog", stories::at("08:00")).subject("ann"));
  feed.settle();
  feed.feed->look();
  EXPECT_EQ(feed.answer_of(moved).body.find("ann-1"), std::string::npos);
}

TEST(Changes, WhoMayNoMoreIsToldWithinASecond) {
  Feed feed;
  feed.be({Role::analyst}, "");
  feed.read();
  const auto waiting = feed.ask_on();
  feed.look(waiting);
  feed.be({Role::ingest}, "");
  feed.pass(std::chrono::seconds{1});
  feed.feed->look();
  EXPECT_EQ(waiting->wait().status, 403);
}

TEST(Changes, WhoAsksIsLookedUpOnAnotherThreadThanTheOneThatLooks) {
  Feed feed;
  feed.read();
  const auto waiting = feed.ask_on();
  feed.look(waiting);
  feed.pass(std::chrono::seconds{1});
  feed.look(waiting);
  EXPECT_NE(feed.credentials.asked_by.load(), std::this_thread::get_id());
  EXPECT_FALSE(waiting->there());
}

TEST(Changes, ABurstHasItsBound) {
  Feed feed;
  feed.read();
  constexpr int kSessions = 2500;
  for (int i = 0; i < kSessions; ++i) feed.post(check_in(fmt::format("a{}", i), "worklog", stories::at("08:00")).subject(fmt::format("s{}", i)));
  feed.settle();
  int told = 0, bursts = 0;
  for (; told < kSessions; ++bursts) {
    const std::string body = feed.burst().body;
    ASSERT_LT(body.size(), (std::size_t{1} << 20) + 4096);
    const auto changes = parsed(body);
    ASSERT_GT(changes.size(), 1u);
    told += static_cast<int>(changes.size()) - 1;
    feed.at = changes.back().id;
  }
  EXPECT_TRUE(told == kSessions && bursts > 1) << told << " in " << bursts;
}

TEST(Changes, NothingIsLostOrToldTwiceOverManyBursts) {
  Feed feed;
  feed.read();
  std::mt19937 random(7);
  std::map<std::string, std::string> last;  // version told, by session
  int told = 0;
  for (int round = 0; round < 60; ++round) {
    for (unsigned i = random() % 5; i > 0; --i) {
      const std::string who = fmt::format("s{}", random() % 20);
      const Timestamp t = stories::at("08:00") + std::chrono::minutes{random() % 200};
      feed.post(random() % 2 == 0 ? check_in(fmt::format("{}-{}", who, random() % 3), "worklog", t).subject(who)
                                  : check_out_all(t).subject(who));
      if (random() % 2 == 0) feed.settle();
    }
    feed.settle();
    if (random() % 3 == 0) continue;
    feed.pass(std::chrono::milliseconds{1});
    for (const Change& change : parsed(feed.burst().body)) {
      feed.at = change.id;
      ASSERT_NE(change.event, "reset");
      if (change.event.empty()) continue;
      ++told;
      const bool gone = change.event == "gone";
      const std::string session = gone ? change.data["session_id"] : change.data["session"]["session_id"];
      const std::string version = gone ? "" : change.data["version"].get<std::string>();
      EXPECT_FALSE(last.contains(session) && last[session] == version) << session << " told twice";
      last[session] = version;
    }
  }
  EXPECT_GT(told, 60);
  std::erase_if(last, [](const auto& entry) { return entry.second.empty(); });
  std::map<std::string, std::string> now;
  const Json listed = feed.json("GET", "/v1/sessions?limit=1000");
  for (const auto& item : listed["items"]) now[item["session_id"]] = item["version"];
  for (const Change& change : feed.read()) {
    if (change.event.empty()) continue;
    const bool gone = change.event == "gone";
    const std::string session = gone ? change.data["session_id"] : change.data["session"]["session_id"];
    gone ? static_cast<void>(last.erase(session)) : static_cast<void>(last[session] = change.data["version"]);
  }
  EXPECT_EQ(last, now) << "who follows has what there is";
}

}  // namespace
}  // namespace muster::api
