#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/api/api_world.h"

namespace muster::api {
namespace {

using namespace stories;

// Ann works, Bob visited a place and left, Cat's computer fell silent; all on 2026-03-02.
void fill(ApiWorld& world) {
  world.take_in({check_in("a1", "worklog", at("08:00")).subject("ann"),
                 check_in("b1", "visit", at("09:00")).subject("bob").place("7", 52.52, 13.405, 100).position(52.52, 13.405),
                 check_out("b1", at("10:30")).subject("bob"),
                 check_in("c1", "pc", at("11:00")).subject("cat")});
}

std::vector<std::string> ids(const nlohmann::json& list) {
  std::vector<std::string> found;
  for (const auto& item : list["items"]) found.push_back(item["session_id"]);
  return found;
}

using Ids = std::vector<std::string>;

TEST(Sessions, TheListShowsEachAsOfNow) {
  ApiWorld world("12:00");
  fill(world);
  const auto list = world.json("/v1/sessions");
  EXPECT_EQ(ids(list), (Ids{"a1", "b1", "c1"}));
  EXPECT_EQ(list["items"][0]["status"], "active");
  EXPECT_EQ(list["items"][0]["counted_s"], 4 * 3600);
  EXPECT_EQ(list["items"][1]["status"], "completed");
  EXPECT_EQ(list["items"][1]["end_reason"], "checkout");
  EXPECT_EQ(list["items"][1]["check_in_position"]["verdict"], "inside");
  EXPECT_EQ(list["items"][2]["status"], "lapsed");
  EXPECT_TRUE(list["next_cursor"].is_null());
  EXPECT_FALSE(list.contains("count"));
  EXPECT_EQ(list["as_of"], "2026-03-02T12:00:00.000Z");
}

TEST(Sessions, TheSignalIsLostPastItsTimeNotAtIt) {
  ApiWorld world("09:15");
  world.take_in({check_in("b1", "visit", at("09:00")).subject("bob").place("7", 52.52, 13.405, 100).position(52.52, 13.405)});
  EXPECT_EQ(world.json("/v1/sessions/b1")["signal"], "ok");
  world.wall.time += Duration{1};
  EXPECT_EQ(world.json("/v1/sessions/b1")["signal"], "lost");
}

TEST(Sessions, EachFilterHolds) {
  ApiWorld world("12:00");
  fill(world);
  EXPECT_EQ(ids(world.json("/v1/sessions?status=active")), (Ids{"a1"}));
  EXPECT_EQ(ids(world.json("/v1/sessions?status=active,completed")), (Ids{"a1", "b1"}));
  EXPECT_EQ(ids(world.json("/v1/sessions?kind=visit")), (Ids{"b1"}));
  EXPECT_EQ(ids(world.json("/v1/sessions?subject=cat")), (Ids{"c1"}));
  EXPECT_EQ(ids(world.json("/v1/sessions?place=7")), (Ids{"b1"}));
  EXPECT_EQ(ids(world.json("/v1/sessions?device=none")), Ids{});
  EXPECT_EQ(ids(world.json("/v1/sessions?from=2026-03-02T10:45:00Z&to=2026-03-02T10:50:00Z")), (Ids{"a1"}));
  EXPECT_EQ(ids(world.json("/v1/sessions?min_duration_s=5400")), (Ids{"a1", "b1"}));
  EXPECT_EQ(ids(world.json("/v1/sessions?sort=-started_at")), (Ids{"c1", "b1", "a1"}));
  EXPECT_EQ(ids(world.json("/v1/subjects/bob/sessions?kind=visit")), (Ids{"b1"}));
  EXPECT_EQ(ids(world.json("/v1/subjects/nobody/sessions")), Ids{});
}

TEST(Sessions, CountIsGivenWhenAsked) {
  ApiWorld world("12:00");
  fill(world);
  const auto list = world.json("/v1/sessions?count=true&limit=1");
  EXPECT_EQ(list["count"], 3);
  EXPECT_EQ(list["items"].size(), 1u);
}

TEST(Sessions, FaultsAreNamed) {
  ApiWorld world("12:00");
  EXPECT_EQ(world.code("/v1/sessions?stauts=active"), "400 unknown_parameter /stauts");
  EXPECT_EQ(world.code("/v1/sessions?kind=a&kind=b"), "400 repeated_parameter /kind");
  EXPECT_EQ(world.code("/v1/sessions?status=gone"), "400 bad_parameter /status");
  EXPECT_EQ(world.code("/v1/sessions?status=active,"), "400 bad_parameter /status");
  EXPECT_EQ(world.code("/v1/sessions?from=yesterday"), "400 bad_parameter /from");
  EXPECT_EQ(world.code("/v1/sessions?limit=0"), "422 out_of_range /limit");
  EXPECT_EQ(world.code("/v1/sessions?limit=1001"), "422 out_of_range /limit");
  EXPECT_EQ(world.code("/v1/sessions?limit=ten"), "400 bad_parameter /limit");
  EXPECT_EQ(world.code("/v1/sessions?count=yes"), "400 bad_parameter /count");
  EXPECT_EQ(world.code("/v1/sessions?sort=kind"), "400 bad_parameter /sort");
  EXPECT_EQ(world.code("/v1/sessions?min_duration_s=-1"), "422 out_of_range /min_duration_s");
  EXPECT_EQ(world.code("/v1/sessions?from=2026-03-02T11:00:00Z&to=2026-03-02T10:00:00Z"), "422 out_of_range /to");
  EXPECT_EQ(world.code("/v1/sessions?as_of=2026-03-02T12:00:00.001Z"), "422 future_as_of /as_of");
  EXPECT_EQ(world.code("/v1/sessions?cursor=AAAA"), "400 bad_cursor /cursor");
  EXPECT_EQ(world.code("/v1/sessions?format=pdf"), "406 not_acceptable /format");
  EXPECT_EQ(world.code("/v1/sessions?flag=nothing"), "400 bad_parameter /flag");
  EXPECT_EQ(world.code("/v1/sessions?review=maybe"), "400 bad_parameter /review");
  EXPECT_EQ(world.code("/v1/nothing"), "404 not_found");
}

TEST(Sessions, NoSessionComesTwiceWhateverHappensBetweenPages) {
  ApiWorld world("12:00");
  std::vector<Told> story;
  for (int i = 0; i < 25; ++i) {
    story.push_back(check_in(fmt::format("s{:02}", i), "free", at("08:00") + std::chrono::minutes{i / 3})
                        .subject(fmt::format("u{}", i % 4)));
  }
  world.take_in(std::move(story));
  for (const char* sort : {"started_at", "-started_at"}) {
    std::multiset<std::string> seen;
    std::string target = fmt::format("/v1/sessions?kind=free&limit=4&sort={}", sort);
    for (int page = 0; page < 20; ++page) {
      const auto list = world.json(target);
      for (const std::string& id : ids(list)) seen.insert(id);
      EXPECT_EQ(list["as_of"], world.json("/v1/sessions?limit=1&as_of=2026-03-02T12:00:00Z")["as_of"]);
      if (list["next_cursor"].is_null()) break;
      world.wall.time += std::chrono::milliseconds{1};  // the cursor holds the first page's as_of
      world.take_in({check_in(fmt::format("new{}{}", page, sort), "free", at("12:00") + std::chrono::milliseconds{page + 1}).subject("zoe")});
      target = fmt::format("/v1/sessions?limit=4&cursor={}", list["next_cursor"].get<std::string>());
    }
    EXPECT_EQ(seen.size(), 25u);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 25u);
    world.wall.time = at("12:00");
  }
}

TEST(Sessions, LaterPagesOfTheActiveLeaveOutWhatHasEnded) {
  ApiWorld world("12:00");
  std::vector<Told> story;
  for (int i = 0; i < 4; ++i) story.push_back(check_in(fmt::format("s{}", i), "free", at("08:00")).subject(fmt::format("u{}", i)));
  world.take_in(std::move(story));
  const std::string cursor = world.json("/v1/sessions?status=active&limit=1")["next_cursor"];
  world.wall.time = at("12:10");
  world.take_in({check_out("s2", at("12:05")).subject("u2"), check_in("s9", "free", at("08:01")).subject("zoe")});
  EXPECT_EQ(ids(world.json("/v1/sessions?cursor=" + cursor)), (Ids{"s1", "s3", "s9"}));
  const std::string past = world.json("/v1/sessions?status=active&limit=1&as_of=2026-03-02T12:00:00Z")["next_cursor"];
  EXPECT_EQ(ids(world.json("/v1/sessions?cursor=" + past)), (Ids{"s1", "s2", "s3", "s9"}));
}

TEST(Sessions, ACursorGoesOnlyWithItsOwnFiltersAndList) {
  ApiWorld world("12:00");
  fill(world);
  const auto first = world.json("/v1/sessions?status=active,completed&limit=1");
  const std::string cursor = first["next_cursor"];
  EXPECT_EQ(ids(world.json("/v1/sessions?cursor=" + cursor)), (Ids{"b1"}));
  EXPECT_EQ(ids(world.json("/v1/sessions?status=active,completed&limit=5&cursor=" + cursor)), (Ids{"b1"}));
  EXPECT_EQ(world.code("/v1/sessions?status=active&cursor=" + cursor), "400 bad_cursor /cursor");
  EXPECT_EQ(world.code("/v1/subjects/ann/sessions?cursor=" + cursor), "400 bad_cursor /cursor");
}

TEST(Sessions, OneIsFoundByItsIdAndByItsAlias) {
  ApiWorld world("12:00");
  world.take_in({check_in("a1", "worklog", at("08:00")), check_in("a2", "worklog", at("08:10"))});
  EXPECT_EQ(world.json("/v1/sessions/a1")["aliases"], nlohmann::json({"a2"}));
  EXPECT_EQ(world.json("/v1/sessions/a2")["session_id"], "a1");
  EXPECT_EQ(world.code("/v1/sessions/a3"), "404 not_found");
  EXPECT_EQ(world.code("/v1/sessions/a1?as_of=2026-03-02T07:59:59Z"), "404 not_found");
  EXPECT_EQ(world.json("/v1/sessions/a1?as_of=2026-03-02T08:05:00Z")["aliases"], nlohmann::json::array());
}

TEST(Sessions, AnIdOfTwoSubjectsHasToBeTold) {
  ApiWorld world("12:00");
  world.take_in({check_in("s", "worklog", at("08:00")).subject("ann"), check_in("s", "worklog", at("09:00")).subject("bob")});
  EXPECT_EQ(world.code("/v1/sessions/s"), "409 ambiguous_session");
  EXPECT_EQ(world.json("/v1/sessions/s?subject=bob")["started_at"], "2026-03-02T09:00:00.000Z");
  EXPECT_EQ(world.code("/v1/sessions/s?subject=cat"), "404 not_found");
}

TEST(Sessions, EventsComeWithTheirOutcomes) {
  ApiWorld world("12:00");
  fill(world);
  const auto list = world.json("/v1/sessions/b1/events");
  ASSERT_EQ(list["items"].size(), 2u);
  EXPECT_EQ(list["items"][0]["outcome"], "opened");
  EXPECT_EQ(list["items"][0]["event"]["type"], "muster.checkin.v1");
  EXPECT_EQ(list["items"][0]["log_position"], "muster.checkins.v1:0:1");
  EXPECT_EQ(list["items"][1]["outcome"], "closed");
}

std::vector<std::string> told_in(const nlohmann::json& list) {
  std::vector<std::string> told;
  for (const auto& item : list["items"]) {
    told.push_back(fmt::format("{} {} {}", item["event"]["time"].get<std::string>().substr(11, 5),
                               item["event"]["type"].get<std::string>(), item["outcome"].get<std::string>()));
  }
  return told;
}

TEST(Sessions, EventsHoldPingsAndLocationsToo) {
  ApiWorld world("12:00");
  world.take_in({ping("v", at("07:50")), check_in("v", "worklog", at("08:00")).place("7", 52.5, 13.25, 100),
                 location("v", at("08:10"), 52.5, 13.25), ping("v", at("09:00")), check_out("v", at("10:00")),
                 location("v", at("10:10"), 52.5, 13.25)});
  const std::string all = "/v1/sessions/v/events";
  const auto list = world.json(all);
  using Told = std::vector<std::string>;
  EXPECT_EQ(told_in(list), (Told{"07:50 muster.ping.v1 waiting", "08:00 muster.checkin.v1 opened", "08:10 muster.location.v1 counted",
                                 "09:00 muster.ping.v1 counted", "10:00 muster.checkout.v1 closed", "10:10 muster.location.v1 ignored"}));
  EXPECT_EQ(list["items"][0].dump(), R"({"event":{"data":{"session_id":"v"},"subject":"ann","time":"2026-03-02T07:50:00.000Z",)"
                                     R"("type":"muster.ping.v1"},"log_position":null,"outcome":"waiting"})");
  EXPECT_EQ(list["items"][2]["event"]["data"]["position"], (nlohmann::json{{"lat", 52.5}, {"lon", 13.25}, {"accuracy_m", 10}}));
  EXPECT_EQ(told_in(world.json(all + "?signs=false")), (Told{"08:00 muster.checkin.v1 opened", "10:00 muster.checkout.v1 closed"}));
  EXPECT_EQ(told_in(world.json(all + "?from=2026-03-02T08:10:00Z&to=2026-03-02T10:00:00Z")),
            (Told{"08:10 muster.location.v1 counted", "09:00 muster.ping.v1 counted"}));
  EXPECT_EQ(told_in(world.json(all + "?as_of=2026-03-02T08:10:00Z")).size(), 3u);
  EXPECT_EQ(world.code(all + "?signs=perhaps"), "400 bad_parameter /signs");
}

TEST(Sessions, MorePingsThanAnAnswerHoldsAreRefused) {
  ApiWorld world("12:00");
  std::vector<Told> story{check_in("p", "pc", at("01:00"))};
  for (int i = 0; i < 10'001; ++i) story.push_back(ping("p", at("01:00") + std::chrono::seconds{i}));
  world.take_in(std::move(story));
  EXPECT_EQ(world.code("/v1/sessions/p/events"), "422 too_many_rows");
  EXPECT_EQ(world.json("/v1/sessions/p/events?signs=false")["items"].size(), 1u);
  EXPECT_EQ(world.json("/v1/sessions/p/events?from=2026-03-02T02:00:00Z&to=2026-03-02T02:01:00Z")["items"].size(), 60u);
}

TEST(Sessions, TheTrailIsJsonOrGeoJson) {
  ApiWorld world("12:00");
  fill(world);
  world.take_in({location("b1", at("09:10"), 52.52, 13.405).subject("bob"), location("b1", at("09:20"), 52.53, 13.405).subject("bob")});
  const auto list = world.json("/v1/sessions/b1/trail");
  ASSERT_EQ(list["items"].size(), 2u);
  EXPECT_EQ(list["items"][0]["verdict"], "inside");
  EXPECT_EQ(list["items"][1]["verdict"], "outside");
  const auto response = world.get("/v1/sessions/b1/trail?from=2026-03-02T09:15:00Z", {{"accept", "application/geo+json"}});
  EXPECT_EQ(response.content_type, "application/geo+json");
  const auto geo = nlohmann::json::parse(response.body);
  ASSERT_EQ(geo["features"].size(), 1u);
  EXPECT_EQ(geo["features"][0]["geometry"]["coordinates"], nlohmann::json({13.405, 52.53}));
  EXPECT_EQ(world.get("/v1/sessions/b1/trail", {{"accept", "text/html"}}).status, 406);
}

TEST(Sessions, TheTrailIsJudgedWhileTheSessionIsActive) {
  ApiWorld world("12:00");
  fill(world);
  world.take_in({location("b1", at("10:29"), 52.53, 13.405).subject("bob"), location("b1", at("10:30"), 52.53, 13.405).subject("bob")});
  const auto list = world.json("/v1/sessions/b1/trail");
  ASSERT_EQ(list["items"].size(), 2u);
  EXPECT_EQ(list["items"][0]["verdict"], "outside");
  EXPECT_TRUE(list["items"][1]["verdict"].is_null());
  EXPECT_TRUE(list["items"][1]["distance_m"].is_null());
}

TEST(Sessions, TheCheckOutsPositionIsThereFromItsTimeOn) {
  ApiWorld world("12:00");
  world.take_in({check_in("a", "pc", at("08:00")).subject("ann"), ping("a", at("09:00")).subject("ann"),
                 check_out("a", at("09:00:30")).subject("ann").position(52.52, 13.405),
                 check_in("b", "worklog", at("08:00")).subject("bob"),
                 check_out("b", at("09:00:30")).subject("bob").position(52.52, 13.405),
                 amend("b", at("11:00")).subject("bob").ended_at(at("10:00"))});
  for (const std::string id : {"a", "b"}) {  // a lies in a silence before, b is amended to go on after
    EXPECT_TRUE(world.json("/v1/sessions/" + id + "?as_of=2026-03-02T08:30:00Z")["check_out_position"].is_null()) << id;
    EXPECT_EQ(world.json("/v1/sessions/" + id + "?as_of=2026-03-02T09:30:00Z")["check_out_position"]["lat"], 52.52) << id;
  }
}

TEST(Sessions, CopiesOfOneTimeThatConflictAreOneLine) {
  ApiWorld world("12:00");
  const auto copy = [](const char* notes) { return check_in("a", "worklog", at("09:00")).id("e1").notes(notes); };
  world.take_in({check_in("a", "worklog", at("08:00")).id("e1"), copy("one"), copy("two")});
  const auto list = world.json("/v1/sessions/a/events");
  ASSERT_EQ(list["items"].size(), 2u);
  EXPECT_EQ(list["items"][0]["outcome"], "opened");
  EXPECT_EQ(list["items"][1]["outcome"], "id_conflict");
}

TEST(Sessions, StatsCountByKindAndStatus) {
  ApiWorld world("12:00");
  fill(world);
  const auto stats = world.json("/v1/stats");
  EXPECT_EQ(stats["items"], nlohmann::json::parse(R"([{"kind":"pc","status":"lapsed","count":1},
      {"kind":"visit","status":"completed","count":1},{"kind":"worklog","status":"active","count":1}])"));
  EXPECT_EQ(stats["exact"], true);
}

}  // namespace
}  // namespace muster::api
