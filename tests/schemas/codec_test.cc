#include "schemas/codec.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "allocations.h"
#include "generators.h"

namespace muster {
namespace {

// One decoder and one event for all cases: what an earlier record left behind must not show.
EventDecoder& decoder() {
  static EventDecoder one;
  return one;
}

Event& reused() {
  static Event one;
  return one;
}

std::string with_data(std::string_view type, std::string_view data) {
  std::string out = R"({"specversion":"1.0","id":"e1","source":"/t","type":"muster.)";
  out.append(type).append(R"(.v1","subject":"u-17","time":"2026-11-21T08:00:00Z","tenant":"default",)");
  return out.append(R"("ingesttime":"2026-11-21T08:00:01Z","data":)").append(data).append("}");
}

std::string ping(std::string_view more = "") {
  return with_data("ping", std::string(R"({"session_id":"s","next_ping_s":60,"grace_s":5)").append(more).append("}"));
}

// Code and place of the refusal, or "ok".
std::string outcome(std::string_view record) {
  const Status status = decoder().decode(record, reused());
  return status.ok() ? "ok" : status.error().code + " " + status.error().where;
}

TEST(Codec, EveryEventComesBack) {
  EXPECT_TRUE(rc::check("decode(encode(e)) == e", [] {
    for (int i = 0; i < 20; ++i) {
      const Event event = *gen::event();
      const std::string record = encode(event);
      const Status status = decoder().decode(record, reused());
      RC_ASSERT(status.ok());
      RC_ASSERT(reused() == event);
      RC_ASSERT(encode(reused()) == record);
    }
  }));
}

TEST(Codec, EncodeAppends) {
  std::string out = "x";
  Event event;
  event.data = Ping{};
  encode(event, out);
  EXPECT_EQ(out.substr(0, 2), "x{");
}

TEST(Codec, PingAfterPingAllocatesNothing) {
  Event event;
  event.env.id = EventId{"7d9f4b1e-53a1-5c5e-8d1a-100000000001"};
  event.env.source = "/v1/pings, and longer than a string keeps inside";
  event.env.tenant = Tenant{"default"};
  event.env.subject = SubjectId{"u-17 but longer than a string keeps inside"};
  event.env.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  event.data = Ping{SessionId{"0198c0de-7a11-7e57-a11e-100000000001"}, Duration{60'000}, Duration{5500}, "editor"};
  const std::string record = encode(event);
  EventDecoder fresh;
  Event out;
  ASSERT_TRUE(fresh.decode(record, out).ok());
  const std::size_t before = allocations();
  bool all = true;
  for (int i = 0; i < 100; ++i) all = all && fresh.decode(record, out).ok();
  EXPECT_EQ(allocations(), before);
  EXPECT_TRUE(all);
  EXPECT_EQ(out, event);
}

TEST(Codec, AbsentFieldsForgetTheLastRecord) {
  Event event;
  event.env = Envelope{EventId{"e"}, "/t", Tenant{"t"}, SubjectId{"u"}, {}, {}, Timestamp{}, "boss", true, "trace"};
  event.data = Ping{SessionId{"s"}, Duration{1000}, Duration{0}, "editor"};
  ASSERT_TRUE(decoder().decode(encode(event), reused()).ok());
  ASSERT_EQ(outcome(ping()), "ok");
  EXPECT_FALSE(reused().env.actor || reused().env.devicetime || reused().env.imported || reused().env.traceparent);
  EXPECT_EQ(std::get<Ping>(reused().data).activity, "");
}

TEST(Codec, KeysComeInAnyOrder) {
  EXPECT_EQ(outcome(R"({"data":{"grace_s":5,"next_ping_s":60,"session_id":"s"},"ingesttime":"2026-11-21T08:00:01Z",)"
                    R"("tenant":"default","time":"2026-11-21T08:00:00Z","subject":"u","type":"muster.ping.v1",)"
                    R"("source":"/t","id":"e","specversion":"1.0"})"),
            "ok");
  EXPECT_EQ(std::get<Ping>(reused().data).next_ping, Duration{60'000});
}

TEST(Codec, KeysMaybeSpelledWithEscapes) {
  EXPECT_EQ(outcome(with_data("ping", R"({"sessi\u006fn_id":"s\u00e4".)")), "bad_json ");
  EXPECT_EQ(outcome(with_data("ping", R"({"sessi\u006fn_id":"s\u0031","next_ping_s":60,"grace_s":0})")), "ok");
  EXPECT_EQ(std::get<Ping>(reused().data).session_id, SessionId{"s1"});
}

TEST(Codec, RepeatedKeysAreNotJson) {
  EXPECT_EQ(outcome(ping(R"(,"grace_s":5)")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"gr\u0061ce_s":5)")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":1,"x":2)")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":1,"\u0078":2)")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":[{"y":{"z":1,"z":1}}])")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":[{"y":1},{"y":1}])")), "ok");
  EXPECT_EQ(outcome(with_data("nap", R"({"x":1,"x":2})")), "bad_json ");
}

TEST(Codec, UnknownFieldsMayHoldAnyJson) {
  EXPECT_EQ(outcome(ping(R"(,"x":123456789012345678901234567890,"y":1e400,"z":[-0.0e-9,null,true,"\ud83d\ude00"])")), "ok");
  EXPECT_EQ(outcome(ping(R"(,"x":01)")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":1.)")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":nul)")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":"\ud800")")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":"\udc00")")), "bad_json ");
  EXPECT_EQ(outcome(ping(R"(,"x":"\x")")), "bad_json ");
  EXPECT_EQ(outcome(ping(",\"x\":\"\xff\"")), "bad_json ");
  EXPECT_EQ(outcome(ping(",\"x\":\"\n\"")), "bad_json ");
}

TEST(Codec, TextAroundARecordIsRefused) {
  EXPECT_EQ(outcome(" \r\n\t" + ping() + " \r\n\t"), "ok");
  EXPECT_EQ(outcome("\xef\xbb\xbf" + ping()), "bad_json ");
  EXPECT_EQ(outcome(ping() + "}"), "bad_json ");
  EXPECT_EQ(outcome(ping() + ping()), "bad_json ");
  EXPECT_EQ(outcome(ping() + std::string(1, '\0')), "bad_json ");
  EXPECT_EQ(outcome(""), "bad_json ");
  EXPECT_EQ(outcome(" "), "bad_json ");
  EXPECT_EQ(outcome("[]"), "bad_event ");
}

TEST(Codec, DepthIsBounded) {
  const auto nested = [](std::size_t levels) {
    return ping(R"(,"x":)" + std::string(levels, '[') + std::string(levels, ']'));
  };
  EXPECT_EQ(outcome(nested(62)), "ok");  // and the two objects around it
  EXPECT_EQ(outcome(nested(63)), "bad_json ");
  EXPECT_EQ(outcome(std::string(60'000, '[')), "bad_json ");
}

TEST(Codec, NeededFieldsAreNamed) {
  EXPECT_EQ(outcome(with_data("ping", R"({"next_ping_s":60,"grace_s":5})")), "bad_event /data/session_id");
  EXPECT_EQ(outcome(with_data("location", R"({"session_id":"s","position":{"lat":1}})")), "bad_event /data/position/lon");
  EXPECT_EQ(outcome(with_data("location", R"({"session_id":"s","position":{"lat":"1","lon":2}})")),
            "bad_event /data/position/lat");
  EXPECT_EQ(outcome(with_data("amendment", R"({"session_id":"s","void":true})")), "bad_event /data/why");
  EXPECT_EQ(outcome(with_data("ping", "7")), "bad_event /data");
  EXPECT_EQ(outcome(R"({"type":"muster.ping.v1"})"), "bad_event /specversion");
}

TEST(Codec, KnownNumbersAreFinite) {
  EXPECT_EQ(outcome(with_data("location", R"({"session_id":"s","position":{"lat":1,"lon":2,"altitude_m":1e400}})")),
            "bad_event /data/position/altitude_m");
  EXPECT_EQ(outcome(with_data("location", R"({"session_id":"s","position":{"lat":1,"lon":2,"altitude_m":1e-400}})")), "ok");
  EXPECT_EQ(std::get<Location>(reused().data).position.altitude_m, 0.0);
}

TEST(Codec, DurationsHaveThreeDecimals) {
  const auto grace = [](std::string_view text) {
    return outcome(with_data("ping", std::string(R"({"session_id":"s","next_ping_s":1,"grace_s":)").append(text).append("}")));
  };
  EXPECT_EQ(grace("0.001"), "ok");
  EXPECT_EQ(std::get<Ping>(reused().data).grace, Duration{1});
  EXPECT_EQ(grace("6e1"), "ok");
  EXPECT_EQ(std::get<Ping>(reused().data).grace, Duration{60'000});
  EXPECT_EQ(grace("31536000.000"), "ok");
  EXPECT_EQ(grace("31536000.001"), "bad_event /data/grace_s");
  EXPECT_EQ(grace("0.0001"), "bad_event /data/grace_s");
  EXPECT_EQ(grace("-1"), "bad_event /data/grace_s");
  EXPECT_EQ(grace("1e300"), "bad_event /data/grace_s");
  EXPECT_EQ(grace("null"), "bad_event /data/grace_s");
}

TEST(Codec, ACheckOutSelectsInOneWay) {
  EXPECT_EQ(outcome(with_data("checkout", R"({"all":true,"reason":"admin"})")), "ok");
  EXPECT_EQ(outcome(with_data("checkout", R"({"all":false,"reason":"admin"})")), "bad_event /data");
  EXPECT_EQ(outcome(with_data("checkout", R"({"reason":"admin"})")), "bad_event /data");
  EXPECT_EQ(outcome(with_data("checkout", R"({"kind":"pc","session_id":"s","reason":"admin"})")), "bad_event /data");
  EXPECT_EQ(outcome(with_data("checkout", R"({"kind":"pc","reason":"whim"})")), "bad_event /data/reason");
}

TEST(Codec, NullTakesAnEdgeBack) {
  ASSERT_EQ(outcome(with_data("amendment", R"({"session_id":"s","ended_at":null,"why":"x"})")), "ok");
  const auto& amendment = std::get<Amendment>(reused().data);
  EXPECT_FALSE(amendment.started_at);
  ASSERT_TRUE(amendment.ended_at);
  EXPECT_FALSE(*amendment.ended_at);
}

TEST(Codec, TypesOfOthersAndOfTheFuture) {
  EXPECT_EQ(outcome(with_data("nap", "{}")), "newer_type /type");
  std::string foreign = ping();
  foreign.replace(foreign.find("muster.ping"), 6, "master");
  EXPECT_EQ(outcome(foreign), "foreign_type /type");
}

TEST(Codec, DirectoryRecordsAreCanonical) {
  ASSERT_EQ(outcome(with_data("place", R"({ "radius_m": 7, "name": "\u00c4", "lat": 1.50, "lon": 1e1, "more": [] })")), "ok");
  const auto& change = std::get<DirectoryChange>(reused().data);
  EXPECT_EQ(change.record, R"({"lat":1.5,"lon":10,"more":[],"name":"Ä","radius_m":7})");
  EXPECT_EQ(change.id, "u-17");
  EXPECT_EQ(change.type, DirectoryType::place);
  EXPECT_EQ(outcome(with_data("device", R"({"lat":1e400})")), "bad_event /data");
}

TEST(Codec, DirectoryRecordsKeepTheirBounds) {
  const auto place = [](const std::string& more) {
    return outcome(with_data("place", R"({"name":"Site","lat":1,"lon":2,)" + more + "}"));
  };
  EXPECT_EQ(place(R"("radius_m":3)"), "ok");
  EXPECT_EQ(place(R"("address":"x")"), "bad_event /data/radius_m");
  EXPECT_EQ(place(R"("radius_m":0)"), "bad_event /data/radius_m");
  EXPECT_EQ(place(R"("radius_m":"3")"), "bad_event /data/radius_m");
  EXPECT_EQ(place(R"("radius_m":3,"attributes":{"a":1})"), "bad_event /data/attributes");
  EXPECT_EQ(outcome(with_data("place", R"({"name":"Site","lat":91,"lon":2,"radius_m":3})")), "bad_event /data/lat");
  EXPECT_EQ(outcome(with_data("place", R"({"name":"Site","lat":0,"lon":0,"radius_m":3})")), "bad_event /data/lat");
  const auto subject = [](const std::string& fields) { return outcome(with_data("subject", fields)); };
  EXPECT_EQ(subject("{}"), "ok");
  EXPECT_EQ(subject(R"({"preferences":[0,1,0.5,0,0],"emergency_contact":{"name":"Eve"},"tz":"UTC"})"), "ok");
  EXPECT_EQ(subject(R"({"tz":1})"), "bad_event /data/tz");
  EXPECT_EQ(subject(R"({"email":")" + std::string(257, 'x') + "\"}"), "bad_event /data/email");
  EXPECT_EQ(subject(R"({"preferences":[0,1]})"), "bad_event /data/preferences");
  EXPECT_EQ(subject(R"({"preferences":[0,1,2,0,0]})"), "bad_event /data/preferences");
  EXPECT_EQ(subject(R"({"emergency_contact":{"phone":[]}})"), "bad_event /data/emergency_contact/phone");
}

TEST(Codec, WhatTheDoorWritesInIsNotCompared) {
  CheckIn mine;
  mine.session_id = SessionId{"s"};
  mine.kind = Kind{"visit"};
  mine.place = Place{PlaceId{"7"}, "Depot", 1, 2, 100};
  CheckIn other = mine;
  other.policy.limit = 3;
  other.next_ping = Duration{60'000};
  other.grace = Duration{5'000};
  other.place = Place{PlaceId{"7"}, "Moved", 3, 4, 50};
  EXPECT_EQ(comparable_data(mine), comparable_data(other));
  EXPECT_NE(encode_data(mine), encode_data(other));
  other.place->place_id = PlaceId{"8"};
  EXPECT_NE(comparable_data(mine), comparable_data(other));
}

}  // namespace
}  // namespace muster
