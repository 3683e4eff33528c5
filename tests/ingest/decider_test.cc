// What the door writes in, when events were, and who may say what.
#include <gtest/gtest.h>

#include "tests/ingest/door_fixture.h"

namespace muster::ingest {
namespace {

using access::Role;
using std::chrono::seconds;
using Lines = std::vector<std::string>;

template <class Data>
const Data& only(const std::vector<Event>& events) {
  EXPECT_EQ(events.size(), 1u);
  return std::get<Data>(events.at(0).data);
}
Timestamp at(const char* text) { return *parse_rfc3339(text); }

TEST(WrittenIn, PolicyPlaceAndDurations) {
  DoorFixture f;
  ASSERT_EQ(f.post(Call::check_ins, R"({"subject":"a","kind":"visit","place_id":"7","session_id":"s"})").status, 202);
  const auto visits = f.events(Topic::checkins);
  const auto& visit = only<CheckIn>(visits);
  EXPECT_EQ(visit.policy, *f.policies.find("visit"));
  EXPECT_EQ(visit.place, (Place{PlaceId{"7"}, "Site", 52.5, 13.4, 100}));
  EXPECT_FALSE(visit.next_ping) << "a kind without liveness";

  DoorFixture g;
  ASSERT_EQ(g.post(Call::check_ins, R"({"subject":"a","kind":"pc","grace_s":0.5})").status, 202);
  const auto pcs = g.events(Topic::checkins);
  EXPECT_EQ(only<CheckIn>(pcs).next_ping, seconds{60});
  EXPECT_EQ(only<CheckIn>(pcs).grace, Duration{500});
}

TEST(WrittenIn, PingsTakeTheDurationsOfTheKindTheyName) {
  const auto pinged = [](const char* more) {
    DoorFixture f;
    EXPECT_EQ(f.post(Call::pings, std::string(R"({"subject":"a","session_id":"s")") + more + "}").status, 202);
    const auto events = f.events(Topic::pings);
    return std::pair{only<Ping>(events).next_ping, only<Ping>(events).grace};
  };
  EXPECT_EQ(pinged(""), (std::pair<Duration, Duration>{seconds{60}, seconds{5}}));
  EXPECT_EQ(pinged(R"(,"kind":"device")"), (std::pair<Duration, Duration>{seconds{2592000}, seconds{0}}));
  EXPECT_EQ(pinged(R"(,"kind":"device","next_ping_s":30)"), (std::pair<Duration, Duration>{seconds{30}, seconds{0}}));
  EXPECT_EQ(pinged(R"(,"kind":"worklog","grace_s":1)"), (std::pair<Duration, Duration>{seconds{60}, seconds{1}}));
}

TEST(WrittenIn, SubjectsAreFoldedToNfc) {
  DoorFixture f;
  ASSERT_EQ(f.post(Call::check_outs, "{\"subject\":\"e\xCC\x81\",\"all\":true}").status, 202);
  EXPECT_EQ(f.events(Topic::checkouts).at(0).env.subject.view(), "\xC3\xA9");
}

TEST(WrittenIn, RecordsAreKeyedStampedAndHeaded) {
  DoorFixture f;
  ASSERT_EQ(f.post(Call::pings, R"({"subject":"a/b","session_id":"s","time":"2026-11-21T08:30:00.5+01:00"})").status, 202);
  const Event event = f.events(Topic::pings).at(0);
  const log::Record record = to_record(event, 4);
  EXPECT_EQ(record.key, "default/a/b");
  EXPECT_EQ(record.timestamp, f.wall.t);
  EXPECT_EQ(record.headers,
            (log::Headers{{"ce_id", event.env.id.str()}, {"ce_type", "muster.ping.v1"},
                          {"ce_source", "/clients/anonymous"}, {"ce_time", "2026-11-21T07:30:00.500Z"}}));
  EXPECT_EQ(event.env.actor, "anonymous");
}

TEST(Clock, SentatCorrectsTheTimeAndKeepsTheClaim) {
  DoorFixture f;
  ASSERT_EQ(f.post(Call::pings, R"({"subject":"a","session_id":"s","time":"2026-11-21T09:00:00Z","sentat":"2026-11-21T09:10:00Z"})").status, 202);
  const Event event = f.events(Topic::pings).at(0);
  EXPECT_EQ(event.env.time, at("2026-11-21T07:50:00Z"));
  EXPECT_EQ(event.env.devicetime, at("2026-11-21T09:00:00Z"));
  EXPECT_EQ(event.env.ingesttime, f.wall.t);
}

TEST(Clock, TimesTheDoorGivesRiseForEachSubject) {
  DoorFixture f;
  ASSERT_EQ(f.post(Call::check_outs, R"([{"subject":"a","all":true},{"subject":"a","all":true},{"subject":"a","all":true}])").status, 202);
  const auto events = f.events(Topic::checkouts);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].env.time, f.wall.t);
  EXPECT_LT(events[0].env.time, events[1].env.time);
  EXPECT_LT(events[1].env.time, events[2].env.time);
}

TEST(Clock, SubjectClockNeverGoesBack) {
  SubjectClock clock;
  const Timestamp now = from_ms(1000);
  EXPECT_EQ(clock.next("a", now), now);
  EXPECT_EQ(clock.next("a", now - seconds{1}), from_ms(1001));
  EXPECT_EQ(clock.next("a", from_ms(2000)), from_ms(2000));
}

TEST(Clock, EventsOfOneMillisecondAreAcceptedOneAfterTheOther) {
  DoorFixture f;
  ASSERT_EQ(f.post(Call::check_outs, R"([{"subject":"a","all":true},{"subject":"a","all":true}])").status, 202);
  auto events = f.events(Topic::checkouts);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].env.ingesttime, f.wall.t);
  EXPECT_EQ(events[1].env.ingesttime, events[1].env.time);
  EXPECT_LT(events[0].env.ingesttime, events[1].env.ingesttime);
  // What has a time of its own is accepted now, and comes before what follows.
  ASSERT_EQ(f.post(Call::check_outs, R"([{"subject":"b","all":true,"time":"2026-11-21T07:00:00Z"},{"subject":"b","all":true}])").status, 202);
  events = f.events(Topic::checkouts);
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[2].env.ingesttime, f.wall.t);
  EXPECT_LT(events[2].env.ingesttime, events[3].env.ingesttime);
}

TEST(Clock, ReadersSeeWhatTheDoorPutAMomentAhead) {
  SetWall wall;
  SubjectClock given;
  const ReadersClock clock(wall, given);
  given.next("a", wall.t);
  EXPECT_EQ(clock.now(), wall.t);
  const Timestamp ahead = given.next("a", wall.t);
  EXPECT_EQ(clock.now(), ahead);
  wall.t += seconds{1};
  EXPECT_EQ(clock.now(), wall.t);
  wall.t -= seconds{5};
  EXPECT_LE(clock.now(), wall.t + seconds{1}) << "a clock that was set back is not followed";
}

TEST(Clock, ReadersAreNeverTakenBack) {
  SetWall wall;
  SubjectClock given;
  const ReadersClock clock(wall, given);
  Timestamp seen = clock.now();
  for (int i = 0; i < 2000; ++i) {
    given.next("a", wall.t);
    const Timestamp now = clock.now();
    ASSERT_GE(now, seen) << i;
    seen = now;
  }
  EXPECT_EQ(seen, wall.t + seconds{1}) << "and no further";
}

TEST(Roles, AUserWritesAboutItselfAndNobodyElse) {
  DoorFixture f;
  f.who = principal({Role::user}, "u-1");
  ASSERT_EQ(f.post(Call::check_ins, R"({"kind":"pc"})").status, 202);
  const Event event = f.events(Topic::checkins).at(0);
  EXPECT_EQ(event.env.subject.view(), "u-1");
  EXPECT_FALSE(event.env.actor) << "itself";
  const Answered other = f.post(Call::check_ins, R"({"kind":"pc","subject":"u-2"})");
  EXPECT_EQ(other.status, 403);
  EXPECT_EQ(other.faults(), Lines{"/subject forbidden"});
  EXPECT_EQ(f.post(Call::check_outs, R"({"all":true,"reason":"emergency"})").status, 202);
  EXPECT_EQ(f.post(Call::check_outs, R"({"all":true,"reason":"admin"})").faults(), Lines{"/reason forbidden"});
  f.who = principal({Role::analyst}, "");
  EXPECT_EQ(f.post(Call::check_outs, R"({"subject":"u-1","all":true})").status, 403);
}

const char* const kReplayed =
    R"({"specversion":"1.0","id":"e-1","source":"/old","type":"muster.checkin.v1","subject":"a","time":"2020-01-01T00:00:00Z",
    "tenant":"default","ingesttime":"2020-01-01T00:00:01Z","devicetime":"2020-01-01T00:05:00Z","actor":"boss","imported":true,
    "data":{"session_id":"s","kind":"gone","policy":{"ttl_s":60,"liveness":"no","on_limit":"keep","counts":true},
    "place":{"place_id":"9","name":"Old","lat":1,"lon":2,"radius_m":3}}})";

TEST(Replay, SendsEveryTypeAsItStands) {
  DoorFixture f;
  ASSERT_EQ(f.event(kReplayed).status, 202) << f.event(kReplayed).body;
  const Event event = f.events(Topic::checkins).at(0);
  EXPECT_EQ(event.env.ingesttime, at("2020-01-01T00:00:01Z"));
  EXPECT_EQ(event.env.actor, "boss");
  EXPECT_TRUE(event.env.imported);
  EXPECT_EQ(std::get<CheckIn>(event.data).policy.ttl, seconds{60});
  EXPECT_EQ(std::get<CheckIn>(event.data).place->name, "Old");

  const auto head = [](const char* type, const char* subject) {
    return std::string(R"({"specversion":"1.0","type":")") + type + R"(","subject":")" + subject + R"(","data":)";
  };
  EXPECT_EQ(f.event(head("muster.amendment.v1", "a") + R"({"session_id":"s","ended_at":null,"why":"w"}})").status, 202);
  EXPECT_EQ(f.event(head("muster.review.v1", "a") + R"({"session_id":"s","decision":"approve"}})").status, 202);
  EXPECT_EQ(f.event(head("muster.place.v1", "9") + R"({"radius_m":5, "name":"N", "lat":1.0, "lon":2}})").status, 202);
  EXPECT_EQ(std::get<DirectoryChange>(f.events(Topic::directory).at(0).data).record, R"({"lat":1,"lon":2,"name":"N","radius_m":5})");
}

std::vector<std::string> faults_of(const Answered& answer) {
  std::vector<std::string> list;
  for (const auto& error : answer.body.at("errors")) {
    list.push_back(error.at("pointer").get<std::string>() + " " + error.at("code").get<std::string>());
  }
  return list;
}

TEST(Replay, DirectoryRecordsAreCheckedAsWhereTheyArePut) {
  DoorFixture f;
  const auto refused = [&](const char* type, const char* data) {
    return faults_of(f.event(std::string(R"({"specversion":"1.0","type":")") + type + R"(","subject":"9","data":)" + data + "}"));
  };
  EXPECT_EQ(refused("muster.place.v1", R"({"name":"N","lat":91,"lon":"2","radius_m":0,"colour":1})"),
            (Lines{"/data/lat out_of_range", "/data/lon bad_field", "/data/radius_m out_of_range", "/data/colour unknown_field"}));
  EXPECT_EQ(refused("muster.place.v1", R"({"lat":1,"lon":2})"), (Lines{"/data/name missing_field", "/data/radius_m missing_field"}));
  EXPECT_EQ(refused("muster.subject.v1", R"({"tz":"Europe/Atlantis","emergency_contact":{"mail":"x"},"role":"king"})"),
            (Lines{"/data/tz unknown_zone", "/data/emergency_contact/mail unknown_field", "/data/role bad_field"}));
  EXPECT_TRUE(f.events(Topic::directory).empty());
}

TEST(Replay, PlacesAndPoliciesOfCheckInsAreChecked) {
  DoorFixture f;
  const auto refused = [&](const std::string& more) {
    return faults_of(f.event(R"({"specversion":"1.0","type":"muster.checkin.v1","subject":"a","data":{"kind":"shift",)" + more + "}}"));
  };
  EXPECT_EQ(refused(R"("policy":{"ttl_s":0,"limit":2000000}, "place":{"place_id":"9","lat":0,"lon":0,"radius_m":0})"),
            (Lines{"/data/policy/ttl_s out_of_range", "/data/policy/limit out_of_range", "/data/place/radius_m out_of_range",
                   "/data/place/name missing_field", "/data/place/lat out_of_range"}));
}

TEST(Replay, IsStillChecked) {
  DoorFixture f;
  const auto with = [&](const char* from, const char* to) {
    std::string text = kReplayed;
    const std::size_t at_ = text.find(from);
    return f.event(text.replace(at_, std::string_view(from).size(), to)).faults();
  };
  EXPECT_EQ(with(R"("default")", R"("other")"), Lines{"/tenant forbidden"});
  EXPECT_EQ(with(R"(2020-01-01T00:00:01Z)", R"(2027-01-01T00:00:01Z)"), Lines{"/ingesttime future_event"});
  EXPECT_EQ(with(R"("ttl_s":60)", R"("ttl":60)"), Lines{"/data/policy/ttl unknown_field"});
  EXPECT_EQ(with(R"("kind":"gone",)", ""), Lines{"/data/kind missing_field"});
  EXPECT_EQ(f.event(R"({"specversion":"1.0","type":"muster.amendment.v1","subject":"a","time":"2026-11-21T07:00:00Z",
      "data":{"session_id":"s","why":"w","started_at":"2026-11-21T07:00:01Z"}})").faults(),
            Lines{"/data/started_at ends_after_amendment"});
  EXPECT_EQ(f.event(R"({"specversion":"1.0","type":"muster.amendment.v1","subject":"a","data":{"session_id":"s"}})").faults(),
            (Lines{"/data/why missing_field", "/data/ended_at missing_field"}));
}

TEST(Replay, OtherRolesWriteClientTypesOnly) {
  DoorFixture f;
  f.who = principal({Role::ingest}, "gate");
  const Answered a = f.event(
      R"({"specversion":"1.0","type":"muster.amendment.v1","subject":"a","data":{"session_id":"s","why":"w","void":true}})");
  EXPECT_EQ(a.status, 403);
  EXPECT_EQ(a.faults(), Lines{"/type forbidden"});
}

}  // namespace
}  // namespace muster::ingest
