// The way into the log and back: batches, faults of the log, waiting.
#include "ingest/door.h"

#include <gtest/gtest.h>

#include <set>

#include "processors/progress.h"
#include "schemas/ids.h"
#include "tests/ingest/door_fixture.h"

namespace muster::ingest {
namespace {

std::string subject_of_partition(log::Partition wanted) {
  for (int i = 0;; ++i) {
    std::string subject = "s-" + std::to_string(i);
    if (partition_of("default/" + subject, 4) == wanted) return subject;
  }
}
std::string ping(const std::string& subject) { return R"({"subject":")" + subject + R"(","session_id":"s"})"; }

TEST(Door, OneInOneOutAndAListForAList) {
  DoorFixture f;
  const Answered one = f.post(Call::pings, ping("a"));
  EXPECT_EQ(one.status, 202);
  EXPECT_EQ(one.body["status"], 202);
  EXPECT_EQ(one.body["session_id"], "s");
  EXPECT_TRUE(one.body["outcome"].is_null());
  EXPECT_TRUE(one.body["log_position"].get<std::string>().starts_with("muster.pings.v1:"));
  const Answered list = f.post(Call::pings, "[" + ping("a") + "]");
  EXPECT_EQ(list.status, 202);
  EXPECT_EQ(list.item(0)["status"], 202);
}

TEST(Door, ABadItemRefusesItselfAndNotItsNeighbours) {
  DoorFixture f;
  const Answered a = f.post(Call::pings, "[" + ping("a") + R"(,{"subject":"a","x":1},7])");
  EXPECT_EQ(a.status, 202);
  EXPECT_EQ(a.item(0)["status"], 202);
  EXPECT_EQ(a.item(1)["status"], 422);
  EXPECT_EQ(a.faults(1), std::vector<std::string>{"/1/x unknown_field"});
  EXPECT_EQ(a.faults(2), std::vector<std::string>{"/2 bad_field"});
  EXPECT_EQ(f.events(Topic::pings).size(), 1u);
}

TEST(Door, AllRefusedAlikeGivesTheirStatusElse422) {
  DoorFixture f;
  f.who = principal({access::Role::user}, "u-1");
  EXPECT_EQ(f.post(Call::pings, "[" + ping("x") + "," + ping("y") + "]").status, 403);
  EXPECT_EQ(f.post(Call::pings, "[" + ping("x") + ",{}]").status, 422);
}

TEST(Door, AMixedBatchAnswersWhenEveryPartitionHasAcknowledged) {
  DoorFixture f;
  const std::string slow = subject_of_partition(2);
  f.log->hold(2);
  const auto answer = f.start(Post{Call::pings, "[" + ping(subject_of_partition(0)) + "," + ping(slow) + "]"});
  EXPECT_FALSE(answer->has_value());
  f.log->release();
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ((*answer)->status, 202);
  const auto positions = processors::decode_positions("memory", (*answer)->header("Muster-Position"));
  ASSERT_TRUE(positions.ok());
  EXPECT_EQ(positions->size(), 2u);
}

TEST(Door, ALogThatIsAwayIsToldOfEachItem) {
  DoorFixture f;
  f.log->set_available(false);
  const Answered a = f.post(Call::pings, "[" + ping("a") + ",{}]");
  EXPECT_EQ(a.status, 422) << "not alike";
  EXPECT_EQ(a.item(0)["status"], 503);
  EXPECT_EQ(a.code(0), "log_unavailable");
  const Answered all = f.post(Call::pings, "[" + ping("a") + "]");
  EXPECT_EQ(all.status, 503);
  EXPECT_FALSE(all.header("Retry-After").empty());
  const Answered one = f.post(Call::pings, ping("a"));
  EXPECT_EQ(one.status, 503);
  EXPECT_FALSE(one.header("Retry-After").empty());
}

TEST(Door, AnUnknownOutcomeSaysToRetryWithTheSameId) {
  DoorFixture f;
  f.log->lose_outcome(1, true);
  const Answered a = f.post(Post{Call::check_outs, R"([{"subject":"a","all":true}])", "application/json", "key"});
  EXPECT_EQ(a.status, 503);
  EXPECT_EQ(a.code(), "log_timeout");
  const std::string id = a.item(0)["event_id"];
  EXPECT_NE(a.problem(0)["detail"].get<std::string>().find("retry with the same id"), std::string::npos);
  const Answered again = f.post(Post{Call::check_outs, R"([{"subject":"a","all":true}])", "application/json", "key"});
  EXPECT_EQ(again.item(0)["event_id"], id);
  const auto events = f.events(Topic::checkouts);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].env.id, events[1].env.id);
}

TEST(Door, EventsHaveABoundOfBytes) {
  DoorFixture f(DoorLimits{.max_event_bytes = 400});
  const Answered a = f.post(Call::pings, R"([{"subject":"a","session_id":"s","activity":")" + std::string(200, 'x') + "\"}]");
  EXPECT_EQ(a.status, 413);
  EXPECT_EQ(a.code(), "record_too_large");
}

TEST(Door, CheckInsOfASubjectHaveADailyCap) {
  DoorFixture f(DoorLimits{.check_ins_per_day = 2});
  const std::string in = R"({"subject":"a","kind":"worklog"})";
  const Answered a = f.post(Call::check_ins, "[" + in + "," + in + "," + in + R"(,{"subject":"b","kind":"worklog"}])");
  EXPECT_EQ(a.item(1)["status"], 202);
  EXPECT_EQ(a.item(2)["status"], 429);
  EXPECT_EQ(a.code(2), "rate_limited");
  EXPECT_EQ(a.item(3)["status"], 202);
  EXPECT_EQ(f.post(Call::pings, ping("a")).status, 202) << "pings open nothing";
  for (const std::string& body : {in, "[" + in + "]"}) EXPECT_EQ(f.post(Call::check_ins, body).header("Retry-After"), "57600") << "it is eight";
  f.wall.t += std::chrono::hours{24};
  EXPECT_EQ(f.post(Call::check_ins, in).status, 202);
}

TEST(Door, NothingPreventsClosingOrCorrecting) {
  DoorFixture f(DoorLimits{.check_ins_per_day = 1});
  const access::Principal admin = f.who;
  f.who = principal({access::Role::user}, "a");
  const std::string in = R"({"kind":"worklog","session_id":"s"})";
  EXPECT_EQ(f.post(Call::check_ins, "[" + in + "," + in + "]").item(1)["status"], 429);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(f.post(Call::check_outs, R"({"session_id":"s"})").status, 202);
  f.who = admin;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(f.post(Call::check_outs, R"({"subject":"a","all":true})").status, 202);
    EXPECT_EQ(f.event(R"({"specversion":"1.0","type":"muster.amendment.v1","subject":"a","data":{"session_id":"s","why":"w","void":true}})").status, 202);
  }
  EXPECT_EQ(f.post(Call::check_ins, R"({"subject":"a","kind":"worklog"})").status, 202) << "its own flood is its own";
}

TEST(Door, PreferWaitAnswersWithWhatBecameOfItems) {
  bool seen = true;
  std::chrono::nanoseconds deadline{};
  DoorFixture f({}, [&](const Tenant&, std::vector<ItemAnswer> items, std::chrono::nanoseconds until, auto done) {
    deadline = until;
    for (ItemAnswer& item : items) {
      if (!item.problem) item.outcome = "opened", item.session = R"({"status":"active"})";
    }
    done(seen, std::move(items));
  });
  Post post{Call::check_ins, R"([{"subject":"a","kind":"pc"},{}])"};
  post.wait = std::chrono::seconds{5};
  const Answered a = f.post(post);
  EXPECT_EQ(a.status, 200);
  EXPECT_EQ(deadline, std::chrono::seconds{5});
  EXPECT_EQ(a.header("Preference-Applied"), "wait=5");
  EXPECT_EQ(a.item(0)["status"], 200);
  EXPECT_EQ(a.item(0)["outcome"], "opened");
  EXPECT_EQ(a.item(0)["session"]["status"], "active");
  EXPECT_EQ(a.item(1)["status"], 422);
  seen = false;
  EXPECT_EQ(f.post(post).status, 202);
  EXPECT_EQ(f.post(post).header("Preference-Applied"), "");
}

TEST(Door, WhoReadsNothingIsToldTheOutcomeAlone) {
  DoorFixture f({}, [&](const Tenant&, std::vector<ItemAnswer> items, auto, auto done) {
    for (ItemAnswer& item : items) item.outcome = "already_active", item.session = R"({"notes":"secret"})";
    done(true, std::move(items));
  });
  Post post{Call::check_ins, R"({"subject":"a","kind":"worklog"})"};
  post.wait = std::chrono::seconds{5};
  f.who = principal({access::Role::ingest});
  const Answered kiosk = f.post(post);
  EXPECT_EQ(kiosk.body["outcome"], "already_active");
  EXPECT_TRUE(kiosk.body["session"].is_null()) << kiosk.body;
  f.who = principal({access::Role::user}, "a");
  EXPECT_EQ(f.post(post).body["session"]["notes"], "secret");
  f.who = principal({access::Role::ingest}, "a");
  EXPECT_TRUE(f.post(post).body["session"].is_null());
  post = Post{Call::events, R"({"specversion":"1.0","type":"muster.ping.v1","subject":"a","data":{"session_id":"s"}})",
              "application/cloudevents+json"};
  post.wait = std::chrono::seconds{5};
  f.who = principal({access::Role::replay});
  const Answered replay = f.post(post);
  EXPECT_EQ(replay.status, 200);
  EXPECT_TRUE(replay.body["session"].is_null());
}

TEST(Door, ReplayWritesEventsAsTheyStandAndByThatCallAlone) {
  DoorFixture f;
  f.who = principal({access::Role::replay});
  EXPECT_EQ(f.post(Call::check_outs, R"({"subject":"a","all":true})").code(), "forbidden");
  EXPECT_EQ(f.event(R"({"specversion":"1.0","type":"muster.checkout.v1","subject":"a","data":{"all":true,"reason":"admin"}})").status, 202);
}

TEST(Door, ARoleThatNeverMayHearsSoWhateverItSends) {
  DoorFixture f;
  f.who = principal({access::Role::analyst});
  for (const char* body : {"[]", "{", "{}", R"([{"subject":"a"}])"}) {
    const Answered answer = f.post(Call::check_ins, body);
    EXPECT_EQ(answer.status, 403) << body;
    EXPECT_EQ(answer.code(), "forbidden") << body;
  }
}

TEST(Door, NobodyWaitsForWhatWasRefused) {
  DoorFixture f({}, [](auto&&...) { FAIL(); });
  Post post{Call::check_ins, "{}"};
  post.wait = std::chrono::seconds{5};
  EXPECT_EQ(f.post(post).status, 422);
}

TEST(Door, SourcesAreUris) {
  EXPECT_EQ(default_source("anonymous"), "/clients/anonymous");
  EXPECT_EQ(default_source("a b/ü"), "/clients/a%20b%2F%C3%BC");
}

TEST(ToldOfAppend, NothingOfTheServersOwnFolders) {
  const std::string text = "IO error: While append to file: /srv/muster/log/000012.log: No such device";
  for (const ErrorClass cls : {ErrorClass::retry, ErrorClass::unknown_outcome, ErrorClass::corrupt, ErrorClass::bug}) {
    const Error told = told_of_append({"log_unavailable", cls, "/srv/muster/log", text});
    EXPECT_EQ(told.code, "log_unavailable");
    EXPECT_EQ(told.where, "");
    EXPECT_EQ(told.hint.find("/srv"), std::string::npos) << told.hint;
    EXPECT_FALSE(told.hint.empty());
  }
  EXPECT_EQ(told_of_append({"record_too_large", ErrorClass::refused, "x", "9 bytes, 8 are allowed"}).hint, "9 bytes, 8 are allowed");
}

}  // namespace
}  // namespace muster::ingest
