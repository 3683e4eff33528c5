// What is refused before or while an item is read: JSON in, problem out.
#include <gtest/gtest.h>

#include "tests/ingest/door_fixture.h"

namespace muster::ingest {
namespace {

using Lines = std::vector<std::string>;

struct Case {
  Call call;
  const char* body;
  int status;
  Lines faults;
};

class Refusals : public testing::TestWithParam<Case> {};

TEST_P(Refusals, NameEveryFaultWithItsPlace) {
  DoorFixture f;
  const Answered a = f.post(GetParam().call, GetParam().body);
  EXPECT_EQ(a.status, GetParam().status) << a.body;
  EXPECT_EQ(a.faults(), GetParam().faults) << a.body;
  EXPECT_EQ(a.response.content_type, "application/problem+json");
}

INSTANTIATE_TEST_SUITE_P(
    CheckIns, Refusals,
    testing::Values(
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","sesion_id":"x"})", 422, {"/sesion_id unknown_field"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","a/b~c":1})", 422, {"/a~1b~0c unknown_field"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","policy":{"limit":0}})", 422, {"/policy/limit out_of_range"}},
        Case{Call::check_ins, R"({"subject":5,"kind":7,"time":"noon"})", 422, {"/subject bad_field", "/kind bad_field", "/time bad_time"}},
        Case{Call::check_ins, R"({"subject":"a"})", 422, {"/kind missing_field"}},
        Case{Call::check_ins, R"({"kind":"pc"})", 422, {"/subject missing_field"}},
        Case{Call::check_ins, R"({"subject":"","kind":"pc"})", 422, {"/subject bad_subject"}},
        Case{Call::check_ins, R"({"subject":"a\u0001","kind":"pc"})", 422, {"/subject bad_subject"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","session_id":".."})", 422, {"/session_id bad_session_id"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"party"})", 422, {"/kind unknown_kind"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"visit"})", 422, {"/place_id place_required"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"visit","place_id":"8"})", 422, {"/place_id unknown_place"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","next_ping_s":0})", 422, {"/next_ping_s out_of_range"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","next_ping_s":"60"})", 422, {"/next_ping_s bad_field"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","grace_s":31536001})", 422, {"/grace_s out_of_range"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","grace_s":0.0005})", 422, {"/grace_s bad_field"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","labels":{"x":1}})", 422, {"/labels/x bad_field"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","device":{"name":"x","os":"y"}})", 422, {"/device/os unknown_field"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","position":{"lat":0,"lon":0}})", 422, {"/position out_of_range"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","time":"2026-11-21T08:02:00.001Z"})", 422, {"/time future_event"}},
        Case{Call::check_ins, R"({"subject":"a","kind":"pc","time":"2025-10-01T00:00:00Z"})", 422, {"/time too_old"}}));

INSTANTIATE_TEST_SUITE_P(
    Others, Refusals,
    testing::Values(
        Case{Call::pings, R"({"subject":"a"})", 422, {"/session_id missing_field"}},
        Case{Call::pings, R"({"subject":"a","session_id":"s","next_ping_s":0.5})", 422, {"/next_ping_s out_of_range"}},
        Case{Call::pings, R"({"subject":"a","session_id":"s","kind":"party"})", 422, {"/kind unknown_kind"}},
        Case{Call::pings, R"({"subject":"a","session_id":"s","place_id":"7"})", 422, {"/place_id unknown_field"}},
        Case{Call::locations, R"({"subject":"a","session_id":"s"})", 422, {"/position missing_field"}},
        Case{Call::locations, R"({"subject":"a","session_id":"s","position":{"lat":91,"lon":"1"}})", 422,
             {"/position/lat out_of_range", "/position/lon bad_field"}},
        Case{Call::locations, R"({"subject":"a","session_id":"s","position":{"lat":1e999,"lon":1}})", 422, {"/position/lat out_of_range"}},
        Case{Call::locations, R"({"subject":"a","session_id":"s","position":{"lat":1}})", 422, {"/position/lon missing_field"}},
        Case{Call::locations, R"({"subject":"a","session_id":"s","position":[1,2]})", 422, {"/position bad_field"}},
        Case{Call::check_outs, R"({"subject":"a"})", 422, {"/session_id missing_field"}},
        Case{Call::check_outs, R"({"subject":"a","session_id":"s","all":true})", 422, {"/session_id bad_field"}},
        Case{Call::check_outs, R"({"subject":"a","all":false})", 422, {"/all out_of_range"}},
        Case{Call::check_outs, R"({"subject":"a","all":true,"reason":"bored"})", 422, {"/reason bad_field"}}));

struct Unreadable {
  const char* body;
  int status;
  const char* code;
};
class WholeBody : public testing::TestWithParam<Unreadable> {};

TEST_P(WholeBody, IsRefused) {
  DoorFixture f;
  const Answered a = f.post(Call::pings, GetParam().body);
  EXPECT_EQ(a.status, GetParam().status);
  EXPECT_EQ(a.body["code"], GetParam().code) << a.body;
  EXPECT_EQ(a.body["request_id"], "r-1");
}

INSTANTIATE_TEST_SUITE_P(Bodies, WholeBody,
                         testing::Values(Unreadable{"", 400, "bad_json"}, Unreadable{"{", 400, "bad_json"},
                                         Unreadable{"{}x", 400, "bad_json"}, Unreadable{"[{},]", 400, "bad_json"},
                                         Unreadable{"{'a':1}", 400, "bad_json"}, Unreadable{"\"\xff\"", 400, "bad_utf8"},
                                         Unreadable{R"({"subject":"\ud800"})", 400, "bad_json"},
                                         Unreadable{R"({"subject":"a","subject":"a"})", 400, "duplicate_key"},
                                         Unreadable{R"([{"x":{"y":1,"y":2}}])", 400, "duplicate_key"},
                                         Unreadable{"[]", 422, "empty_batch"}, Unreadable{"5", 422, "bad_field"}));

TEST(Body, DuplicateKeysHaveAPlace) {
  DoorFixture f;
  EXPECT_EQ(f.post(Call::pings, R"([{"subject":"a"},{"p":{"y":1,"y":2}}])").body["errors"][0]["pointer"], "/1/p/y");
}

TEST(Body, NestingIsCapped) {
  DoorFixture f;
  const std::string deep = R"({"x":)" + std::string(100, '[') + std::string(100, ']') + "}";
  EXPECT_EQ(f.post(Call::pings, deep).code(), "bad_json");
}

TEST(Body, BoundsOfTexts) {
  DoorFixture f;
  const auto with = [&](const char* field, std::size_t length, const std::string& unit = "x") {
    Json item{{"subject", "a"}, {"kind", "pc"}};
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += unit;
    item[field] = text;
    return f.post(Call::check_ins, item.dump());
  };
  EXPECT_EQ(with("activity", 256, "ä").status, 202);
  EXPECT_EQ(with("activity", 257).faults(), Lines{"/activity out_of_range"});
  EXPECT_EQ(with("notes", 2000).status, 202);
  EXPECT_EQ(with("notes", 2001).faults(), Lines{"/notes out_of_range"});
  EXPECT_EQ(with("service_type", 257).faults(), Lines{"/service_type out_of_range"});
  Json many{{"subject", "a"}, {"kind", "pc"}};
  for (int i = 0; i < 17; ++i) many["labels"][std::to_string(i)] = "v";
  EXPECT_EQ(f.post(Call::check_ins, many.dump()).faults(), Lines{"/labels out_of_range"});
}

TEST(Body, TypesOfContent) {
  DoorFixture f;
  const std::string ping = R"({"subject":"a","session_id":"s"})";
  EXPECT_EQ(f.post(Post{Call::pings, ping, "Application/JSON; charset=utf-8"}).status, 202);
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded", "application/x-ndjson"}) {
    EXPECT_EQ(f.post(Post{Call::pings, ping, type}).status, 415) << type;
  }
  EXPECT_EQ(f.post(Post{Call::events, ping}).status, 415);
}

TEST(Body, TooManyItems) {
  DoorFixture f(DoorLimits{.max_items = 2});
  const Answered a = f.post(Call::pings, "[{},{},{}]");
  EXPECT_EQ(a.status, 413);
  EXPECT_EQ(a.code(), "too_many_items");
  EXPECT_EQ(f.event("{}\n\n{}\n{}\n", "application/x-ndjson").status, 413);
}

std::string cloud_event(const char* type, const char* data, const char* more = "") {
  return std::string(R"({"specversion":"1.0","id":"e","source":"/s","type":")") + type + R"(","subject":"a")" + more +
         R"(,"data":)" + data + "}";
}

TEST(CloudEvents, StructuredBatchedAndAsLines) {
  DoorFixture f;
  const std::string ping = cloud_event("muster.ping.v1", R"({"session_id":"s"})");
  EXPECT_EQ(f.event(ping).status, 202);
  const Answered batch = f.event("[" + ping + "," + ping + "]", "application/cloudevents-batch+json");
  EXPECT_EQ(batch.status, 202);
  EXPECT_EQ(batch.body["items"].size(), 2u);
  const Answered lines = f.event(ping + "\n\r\n{\"x\n" + ping, "application/x-ndjson");
  EXPECT_EQ(lines.status, 202);
  EXPECT_EQ(lines.item(0)["status"], 202);
  EXPECT_EQ(lines.item(1)["status"], 400);
  EXPECT_EQ(lines.item(2)["status"], 202);
  EXPECT_EQ(f.event("[" + ping + "]").status, 422) << "a list needs the type of a batch";
  EXPECT_EQ(f.event(ping, "application/cloudevents-batch+json").status, 422);
  EXPECT_EQ(f.event("[]", "application/cloudevents-batch+json").code(), "empty_batch");
}

TEST(CloudEvents, Binary) {
  DoorFixture f;
  Post post{Call::events, R"({"session_id":"s"})"};
  post.ce_headers = {{"ce-specversion", "1.0"}, {"ce-id", "b-1"}, {"ce-source", "/s"}, {"ce-type", "muster.ping.v1"},
                     {"ce-subject", "Z%C3%BCrich%20%22x%22"}, {"ce-time", "2026-11-21T07:00:00Z"}};
  ASSERT_EQ(f.post(post).status, 202);
  const Event event = f.events(Topic::pings).at(0);
  EXPECT_EQ(event.env.subject.view(), "Zürich \"x\"");
  EXPECT_EQ(event.env.id.view(), "b-1");
  post.body = R"({"session_id":"s"},"subject":"mallory")";
  EXPECT_EQ(f.post(post).code(), "bad_json");
  post.body = R"({"session_id":"s"})";
  post.ce_headers.emplace_back("ce-type", "muster.checkin.v1");
  EXPECT_EQ(f.post(post).code(), "duplicate_key");
}

TEST(CloudEvents, DataMayComeFirst) {
  DoorFixture f;
  const Answered a = f.event(R"({"data":{"session_id":"s\u0031","activity":"\u00e4"},"time":"2026-11-21T07:00:00Z","subject":"\u0061","type":"muster.ping.v1","specversion":"1.0"})");
  ASSERT_EQ(a.status, 202) << a.body;
  const Event event = f.events(Topic::pings).at(0);
  EXPECT_EQ(std::get<Ping>(event.data).session_id.view(), "s1");
  EXPECT_EQ(std::get<Ping>(event.data).activity, "ä");
  EXPECT_EQ(event.env.source, "/clients/anonymous");
}

TEST(CloudEvents, WhatTheyLack) {
  DoorFixture f;
  EXPECT_EQ(f.event("{}").faults(), (Lines{"/specversion missing_field", "/type missing_field", "/data missing_field"}));
  EXPECT_EQ(f.event(cloud_event("muster.ping.v1", "5")).faults(), Lines{"/data bad_field"});
  EXPECT_EQ(f.event(cloud_event("muster.ping.v1", "{}")).faults(), Lines{"/data/session_id missing_field"});
  EXPECT_EQ(f.event(cloud_event("muster.ping.v1", R"({"session_id":"s","x":1})", R"(,"y":1)")).faults(),
            (Lines{"/y unknown_field", "/data/x unknown_field"}));
  EXPECT_EQ(f.event(cloud_event("muster.nap.v1", "{}")).code(), "newer_type");
  EXPECT_EQ(f.event(cloud_event("com.example.nap", "{}")).code(), "foreign_type");
}

TEST(CloudEvents, WhatTheServerWritesIsRefusedByName) {
  DoorFixture f;
  f.who = principal({access::Role::ingest}, "gate");
  const char* more =
      R"(,"tenant":"x","ingesttime":"2026-11-21T07:00:00Z","actor":"me","imported":true,"devicetime":"2026-11-21T07:00:00Z")";
  EXPECT_EQ(f.event(cloud_event("muster.checkin.v1", R"({"kind":"pc","policy":{},"place":{}})", more)).faults(),
            (Lines{"/tenant unknown_field", "/ingesttime unknown_field", "/actor unknown_field", "/imported unknown_field",
                   "/devicetime unknown_field", "/data/policy unknown_field", "/data/place unknown_field"}));
}

}  // namespace
}  // namespace muster::ingest
