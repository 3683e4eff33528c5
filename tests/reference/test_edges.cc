// Where the rules meet, each with its arithmetic.
#include "tests/reference/cases.h"

#include "tests/support/reference_rollup.h"

namespace muster::stories {
namespace {

using reference::fold;
using reference::kQuarter;
using reference::subject_rollup;
using reference::tenant_rollup;
using namespace std::chrono_literals;

class Edges : public ::testing::TestWithParam<Case> {};
TEST_P(Edges, Story) { check(GetParam()); }

Told device(std::string_view id, Timestamp t) { return check_in(id, "device", t); }

INSTANTIATE_TEST_SUITE_P(Reference, Edges, ::testing::ValuesIn(std::vector<Case>{
    {"PingBeforeCheckIn", "ping before check-in",
     // [08:00:00, 08:01:05) and [08:00:30, 08:01:35) join; the session starts with its check-in
     {ping("a", at("08:00")), check_in("a", "pc", at("08:00:30"))},
     "09:00", {"a lapsed lapsed 08:00:30-08:01:30 | 08:00:30-08:01:30"},
     {"ping 08:00 waiting", "e02 opened"}},
    {"PingAfterCheckOut", "ping after check-out (ignored)",
     {check_in("a", "pc", at("08:00")), check_out("a", at("08:00:40")), ping("a", at("08:00:50"))},
     "09:00", {"a completed checkout 08:00-08:00:40 | 08:00-08:00:40"},
     {"e01 opened", "e02 closed", "ping 08:00:50 ignored"}},
    {"PingAfterSilencePc", "pc resumes, gap uncounted",
     // 60 s and 60 s, nine minutes of silence between
     {check_in("a", "pc", at("08:00")), ping("a", at("08:10"))},
     "09:00", {"a lapsed lapsed 08:00-08:11 | 08:00-08:01 08:10-08:11"}},
    {"PingAfterSilenceDevice", "device stays out",
     // silent after 30 days, on April 1st at 08:00
     {device("a", at("08:00")), ping("a", at("+30 08:00:01"), 60, 5)},
     "+31 08:00", {"a lapsed lapsed 08:00-04-01 08:00 |"},
     {"e01 opened", "ping 04-01 08:00:01 ignored"}},
    {"LogOutEverywhereWhileSilent", "then its ping",
     // the silent device ended on April 1st and is not resumed; the other one is closed
     {device("a", at("08:00")), device("b", at("+2 08:00")), check_out_all(at("+31 09:00")),
      ping("a", at("+31 10:00"), 60, 5)},
     "+31 12:00", {"a lapsed lapsed 08:00-04-01 08:00 |",
                   "b completed logout 03-04 08:00-04-02 09:00 |"},
     {"e01 opened", "e02 opened", "e03 closed", "ping 04-02 10:00 ignored"}},
    {"FourthDeviceArrivesLate", "with an earlier time (retroactively evicts another)",
     // without x: a, b, c are three. With x at 08:03: c at 08:04 is the fourth and evicts a
     {device("a", at("08:01")), device("b", at("08:02")), device("c", at("08:04")),
      device("x", at("08:03")).accepted(at("12:00"))},
     "12:00", {"a evicted evicted 08:01-08:04 |", "b active none 08:02- |", "x active none 08:03- |",
               "c active none 08:04- |"}},
    {"ForgottenOvernight", "the next day's check-in, then the amendment of the first",
     // b came 24 h after a, no longer younger than 12 h, so it evicted a; amended to 17:00: 9 h
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("+1 08:00")),
      amend("a", at("+1 08:10")).ended_at(at("17:00"))},
     "+1 09:00", {"a completed amended 08:00-17:00 | 08:00-17:00",
                  "b active none 03-03 08:00- | 03-03 08:00-03-03 09:00"},
     {"e01 opened", "e02 opened", "e03 applied"}, kNone},
    {"ForgottenOvernightUnamended", "the next day's check-in",
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("+1 08:00"))},
     "+1 09:00", {"a evicted evicted 08:00-03-03 08:00 | 08:00-03-03 08:00",
                  "b active none 03-03 08:00- | 03-03 08:00-03-03 09:00"},
     {}, {"a long_running 20:00", "a forgotten_checkout 03-03 08:00"}},
    {"SwitchWithinOneSecond", "switch of sessions within one second",
     // the check-out of a comes first at 09:00:00.500, so b finds the place free
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("09:00:00.500")),
      check_out("a", at("09:00:00.500"))},
     "10:00", {"a completed checkout 08:00-09:00:00.500 | 08:00-09:00:00.500",
               "b active none 09:00:00.500- | 09:00:00.500-10:00"}},
    {"ZeroLength", "zero-length session",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("08:00"))},
     "10:00", {"a completed checkout 08:00-08:00 |"}, {"e01 opened", "e02 closed"}},
    {"ThirtySixHours", "36-hour session",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("+1 20:00"))},
     "+2 00:00", {"a completed checkout 08:00-03-03 20:00 | 08:00-03-03 20:00"}, {},
     {"a long_running 20:00"}},
    {"AmendmentOfAnAmended", "amendment of an amended session",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("17:00")),
      amend("a", at("18:00")).ended_at(at("16:00")), amend("a", at("19:00")).ended_at(at("16:30"))},
     "20:00", {"a completed amended 08:00-16:30 | 08:00-16:30"},
     {"e01 opened", "e02 already_closed", "e03 overruled", "e04 applied"}},
    {"AllWithNothingOpen", "check-out of all with nothing open",
     {check_out_all(at("08:00"))}, "09:00", kNone, {"e01 not_started"}},
    {"PlaceOnTheAntimeridian", "place on the antimeridian",
     // 0.0004 degrees of longitude on the equator: 44.5 m + 10 m <= 100 m
     {check_in("a", "visit", at("08:00")).place("p", 0.5, 180, 100).position(0.5, -179.9996)},
     "09:00", {}, {}, kNone},
    {"PlaceAtThePole", "place at the pole",
     // 0.0005 degrees from the pole: 55.8 m + 10 m <= 100 m, on any meridian
     {check_in("a", "visit", at("08:00")).place("p", 90, 0, 100).position(89.9995, 123)},
     "09:00", {}, {}, kNone},
}), case_name);

TEST(Edge, TwoSubjectsWithTheSameSessionId) {
  const auto ann = tell({check_in("a", "worklog", at("08:00")), check_out("a", at("09:00"))});
  const auto bob = tell({check_in("a", "worklog", at("08:05")).subject("bob")});
  EXPECT_EQ(rows_of(fold(ann, at("10:00"))).at(0), "a completed checkout 08:00-09:00 | 08:00-09:00");
  EXPECT_EQ(rows_of(fold(bob, at("10:00"))).at(0), "a active none 08:05- | 08:05-10:00");
}

TEST(Rollup, SubjectBucketsByQuarter) {
  // 08:10-08:50: 5, 15, 15 and 5 minutes
  const auto answer = fold(tell({check_in("a", "worklog", at("08:10")), check_out("a", at("08:50"))}),
                           at("10:00"));
  const auto rollup = subject_rollup(answer);
  const auto bucket = [&](std::string_view t) { return rollup.at({Kind{"worklog"}, "", at(t)}); };
  EXPECT_EQ(rollup.size(), 4u);
  EXPECT_EQ(bucket("08:00"), 5min);
  EXPECT_EQ(bucket("08:15"), kQuarter);
  EXPECT_EQ(bucket("08:45"), 5min);
}

TEST(Rollup, ConcurrentSessionsAddUp) {
  const auto answer = fold(tell({check_in("a", "pass", at("08:00")),
                                 check_in("b", "k", at("08:00")), check_in("c", "k", at("08:05"))}),
                           at("08:15"));
  const auto rollup = subject_rollup(answer);
  EXPECT_EQ(rollup.at({Kind{"k"}, "", at("08:00")}), 25min);
  EXPECT_EQ(rollup.at({Kind{"pass"}, "", at("08:00")}), 15min);
}

TEST(Rollup, TenantRows) {
  const auto ann = tell({check_in("a", "pass", at("08:00")).place("p", 1, 1, 9)});
  const auto bob = tell({check_in("a", "pass", at("08:20")).place("p", 1, 1, 9).subject("bob"),
                         check_out("a", at("08:40")).subject("bob"),
                         check_in("b", "device", at("08:50")).subject("bob")});
  const auto rollup = tenant_rollup({ann, bob}, at("09:14"));
  EXPECT_EQ(rollup.floor, at("09:00"));
  const reference::KindPlace pass{Kind{"pass"}, PlaceId{"p"}}, dev{Kind{"device"}, PlaceId{}};
  const auto& first = rollup.quarters.at(at("08:00")).at(pass);
  EXPECT_EQ(first.started, 1u);
  EXPECT_EQ(first.in_at_start, 1u);
  const auto& second = rollup.quarters.at(at("08:30")).at(pass);
  EXPECT_EQ(second.in_at_start, 2u);
  EXPECT_EQ(second.counted, 25min);  // 15 of ann, 10 of bob
  EXPECT_EQ(second.ended.at(reference::EndReason::checkout), 1u);
  const auto& last = rollup.quarters.at(at("08:45"));
  EXPECT_EQ(last.at(dev).started, 1u);
  EXPECT_EQ(last.at(dev).counted, 0min);  // counts: no
  EXPECT_FALSE(rollup.quarters.contains(at("09:00")));  // ann's end of 09:00 is not before the floor
  using reference::Crowd;
  const auto& heads = rollup.subjects_by_hour.at(at("08:00"));
  EXPECT_EQ(heads.at(Crowd{false, false, Kind{"pass"}, PlaceId{"p"}}), 2u);
  EXPECT_EQ(heads.at(Crowd{false, true, Kind{"device"}, PlaceId{}}), 1u);
  EXPECT_EQ(heads.at(Crowd{true, true, Kind{}, PlaceId{}}), 2u);
  EXPECT_EQ(rollup.subjects_by_quarter.at(at("08:00")).at(Crowd{true, true, Kind{}, PlaceId{}}), 1u);
}

TEST(Rollup, ResumedLapseIsNoEnd) {
  const auto rollup = tenant_rollup(
      {tell({check_in("a", "pc", at("08:00")), ping("a", at("08:40"))})}, at("12:00"));
  const reference::KindPlace pc{Kind{"pc"}, PlaceId{}};
  EXPECT_TRUE(rollup.quarters.at(at("08:00")).at(pc).ended.empty());
  EXPECT_EQ(rollup.quarters.at(at("08:30")).at(pc).ended.at(reference::EndReason::lapsed), 1u);
}

}  // namespace
}  // namespace muster::stories
