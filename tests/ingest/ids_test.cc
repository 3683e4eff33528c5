// Ids made at the door are stored for ever: these values must never change.
#include <gtest/gtest.h>

#include "schemas/ids.h"
#include "tests/ingest/door_fixture.h"

namespace muster::ingest {
namespace {

const char* const kCheckIn = R"({"subject":"u-17","kind":"worklog","time":"2026-11-21T07:59:00+01:00","sentat":"2026-11-21T08:00:00Z"})";

TEST(Ids, ByContentGolden) {
  DoorFixture f;
  const Answered a = f.post(Call::check_ins, kCheckIn);
  ASSERT_EQ(a.status, 202);
  const std::string content = R"({"kind":"worklog","subject":"u-17","time":"2026-11-21T07:59:00+01:00"})";
  EXPECT_EQ(a.body["event_id"], derived_id({"content", "default", "u-17", "muster.checkin.v1", content}));
  EXPECT_EQ(a.body["session_id"], derived_id({"content", "default", "u-17", "muster.checkin.v1", content, "session"}));
  EXPECT_EQ(a.body["event_id"], "ab162127-aa17-5005-80bc-dee638bda3fb");
  EXPECT_EQ(a.body["session_id"], "eee858b3-2a44-5979-8abd-a56edd29ee5f");
  EXPECT_FALSE(a.body.contains("retry_safe"));
}

TEST(Ids, ByKeyGolden) {
  DoorFixture f;
  const Answered a = f.post(Post{Call::check_ins, R"([{"subject":"u-17","kind":"worklog"}])", "application/json", "k 1"});
  ASSERT_EQ(a.status, 202);
  EXPECT_EQ(a.item(0)["event_id"], derived_id({"key", "default", "anonymous", "POST", "/v1/check-ins", "k 1", "0"}));
  EXPECT_EQ(a.item(0)["event_id"], "a4769c7d-3bd5-5fac-a24d-fb32761be63d");
  EXPECT_EQ(a.item(0)["session_id"], "e9299a51-278e-5f1b-9600-dd23f438c3a8");
}

TEST(Ids, SpacingOrderAndSentatMakeNoOtherContent) {
  DoorFixture f;
  const Answered a = f.post(Call::check_ins, kCheckIn);
  const Answered b = f.post(Call::check_ins,
                            R"({ "kind":"worklog", "subject":"\u0075-17", "sentat":"2026-11-21T08:00:05Z", "time":"2026-11-21T07:59:00+01:00" })");
  EXPECT_EQ(a.body["event_id"], b.body["event_id"]);
  EXPECT_EQ(a.body["session_id"], b.body["session_id"]);
  const Answered c = f.post(Call::check_ins, R"({"subject":"u-17","kind":"worklog","time":"2026-11-21T06:59:00Z"})");
  EXPECT_NE(a.body["event_id"], c.body["event_id"]) << "the client's own words count, not what they mean";
}

TEST(Ids, TheSameRequestWithAKeyHasTheSameIds) {
  DoorFixture f;
  const Post post{Call::check_outs, R"([{"subject":"a","all":true},{"subject":"a","all":true}])", "application/json", "k"};
  const Answered a = f.post(post);
  const Answered b = f.post(post);
  EXPECT_EQ(a.item(0)["event_id"], b.item(0)["event_id"]);
  EXPECT_EQ(a.item(1)["event_id"], b.item(1)["event_id"]);
  EXPECT_NE(a.item(0)["event_id"], a.item(1)["event_id"]);
  f.who = principal({access::Role::ingest}, "gate-2");
  EXPECT_NE(f.post(post).item(0)["event_id"], a.item(0)["event_id"]) << "another caller's key is another key";
}

TEST(Ids, WithoutTimeOrKeyARetryMayCountTwice) {
  DoorFixture f;
  const Answered a = f.post(Call::check_ins, R"({"subject":"a","kind":"pc"})");
  EXPECT_EQ(a.body["retry_safe"], false);
  EXPECT_NE(f.post(Call::check_ins, R"({"subject":"a","kind":"pc"})").body["event_id"], a.body["event_id"]);
}

TEST(Ids, AClientsOwnEventIdIsKeptAndNamesTheSession) {
  DoorFixture f;
  const std::string event =
      R"({"specversion":"1.0","id":"e-1","source":"/gate","type":"muster.checkin.v1","subject":"a","data":{"kind":"pc"}})";
  const Answered a = f.event(event);
  ASSERT_EQ(a.status, 202) << a.body;
  EXPECT_EQ(a.body["event_id"], "e-1");
  EXPECT_EQ(a.body["session_id"], f.event(event).body["session_id"]);
  EXPECT_FALSE(a.body.contains("retry_safe"));
}

}  // namespace
}  // namespace muster::ingest
