// Places, flags and reviews (docs/semantics.md, Places, Flags, Reviews).
#include "tests/reference/cases.h"

#include "tests/support/reference/geodesy.h"

namespace muster::stories {
namespace {

using reference::Fix;
using reference::FlagName;
using reference::ReviewState;
using reference::Verdict;
using std::chrono::seconds;
using namespace std::chrono_literals;

class Evidence : public ::testing::TestWithParam<Case> {};
TEST_P(Evidence, Story) { check(GetParam()); }

// 0.001 degrees of latitude at 52.5 N are 111.27 m.
Told visit(std::string_view id, Timestamp t) {
  return check_in(id, "visit", t).place("p", 52.5, 13.4, 100);
}
Told here(Told told) { return told.position(52.5, 13.4); }

INSTANTIATE_TEST_SUITE_P(Reference, Evidence, ::testing::ValuesIn(std::vector<Case>{
    {"Inside", "inside if d + a <= r", {here(visit("a", at("08:00")))}, "09:00", {}, {}, kNone},
    {"Outside", "outside if d - a > r", {visit("a", at("08:00")).position(52.502, 13.4)}, "09:00",
     {}, {}, {"a outside_place 08:00"}},
    {"Uncertain", "else uncertain", {visit("a", at("08:00")).position(52.501, 13.4, 20)}, "09:00",
     {}, {}, {"a uncertain_place 08:00"}},
    {"NoAccuracy", "accuracy missing: uncertain",
     {visit("a", at("08:00")).position(52.5, 13.4, std::nullopt)}, "09:00", {}, {},
     {"a uncertain_place 08:00"}},
    {"LowAccuracy", "accuracy over accuracy_max_m: uncertain",
     {visit("a", at("08:00")).position(52.5, 13.4, 101)}, "09:00", {}, {},
     {"a uncertain_place 08:00", "a low_accuracy 08:00"}},
    {"NoPosition", "without position it is uncertain", {visit("a", at("08:00"))}, "09:00", {}, {},
     {"a uncertain_place 08:00"}},
    {"CheckOutOutside", "outside_place (check-in, check-out)",
     {here(visit("a", at("08:00"))), check_out("a", at("09:00")).position(52.502, 13.4)},
     "10:00", {}, {}, {"a outside_place 09:00"}},
    {"LeftPlace", "left_place (a location outside)",
     {here(visit("a", at("08:00"))), location("a", at("08:30"), 52.502, 13.4),
      location("a", at("08:40"), 52.501, 13.4, 20)},
     "10:00", {}, {}, {"a left_place 08:30"}},
    {"JudgedWhileActive", "each location while active(s, t)",
     {here(visit("a", at("08:00"))), check_out("a", at("09:00")),
      location("a", at("09:00"), 52.502, 13.4)},
     "10:00", {}, {"e01 opened", "e02 closed", "location 09:00 ignored"}, kNone},
    {"LocationInSilence", "ignored (a location in a silence)",
     {check_in("a", "pc", at("08:00")), location("a", at("08:00:30"), 1, 1),
      location("a", at("08:05"), 1, 1), location("b", at("08:00"), 1, 1)},
     "10:00", {}, {"e01 opened", "location 08:00 waiting", "location 08:00:30 counted",
                   "location 08:05 ignored"}},
    {"Mock", "mock_location", {here(visit("a", at("08:00"))).mock()}, "09:00", {}, {},
     {"a mock_location 08:00"}},
    {"ImpossibleSpeed", "max(0, d - a1 - a2)/dt over 200 km/h",
     // 0.1 degrees: 11,127 m less 20 m in 199 s: 200.9 km/h; in 201 s: 198.9 km/h
     {check_in("a", "worklog", at("08:00")).position(52.5, 13.4),
      location("a", at("08:03:19"), 52.6, 13.4), check_in("b", "pass", at("08:00")).position(52.5, 13.4),
      location("b", at("08:03:21"), 52.6, 13.4)},
     "08:30", {}, {}, {"a impossible_speed 08:03:19"}},
    {"NoTimeBetween", "dt = 0 with distance left counts",
     {check_in("a", "worklog", at("08:00")), location("a", at("08:10"), 52.5, 13.4),
      location("a", at("08:10"), 52.5003, 13.4)},
     "08:30", {}, {}, {"a impossible_speed 08:10"}},
    {"NoTimeNoDistance", "dt = 0 with distance left counts",
     {check_in("a", "worklog", at("08:00")), location("a", at("08:10"), 52.5, 13.4),
      location("a", at("08:10"), 52.5001, 13.4)},
     "08:30", {}, {}, kNone},
    {"LongRunning", "the first presence after shown start + long_after_s",
     {check_in("a", "worklog", at("08:00"))}, "20:00", {}, {}, {"a long_running 20:00"}},
    {"NotLongRunning", "the first presence after",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("20:00"))}, "21:00", {}, {}, kNone},
    {"LongByAmendment", "after shown start",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("20:00")),
      amend("a", at("20:00")).started_at(at("07:00"))}, "21:00", {}, {}, {"a long_running 19:00"}},
    {"LongAfterAGap", "the first presence after",
     {check_in("a", "k", at("08:00")).policy([] {
        Policy p = policy_of("pc");
        p.long_after = seconds{300};
        return p;
      }()), ping("a", at("08:10"))},
     "21:00", {}, {}, {"a long_running 08:10"}},
    {"AutoClosed", "auto_closed", {here(visit("a", at("08:00")))}, "16:00",
     {"a auto_closed auto_closed 08:00-16:00 | 08:00-16:00"}, {}, {"a auto_closed 16:00"}},
    {"AutoClosedAmendedEarlier", "the earliest end counts",
     {here(visit("a", at("08:00"))), amend("a", at("20:00")).ended_at(at("10:00"))}, "20:00", {}, {},
     kNone},
    {"ClockSkew", "a skew over 2 minutes raises clock_skew",
     {check_in("a", "pass", at("08:00")).claimed(at("08:02:00.001")),
      check_in("w", "worklog", at("08:00")).claimed(at("08:02"))},
     "09:00", {}, {}, {"a clock_skew 08:00"}},
    {"LateArrival", "ingesttime - time over late_after_s, not for imports",
     {check_in("a", "worklog", at("08:00")).accepted(at("09:00:00.001")), check_out("a", at("08:30")),
      check_in("b", "worklog", at("08:30")).accepted(at("12:00")).imported(),
      check_out("b", at("10:00")).accepted(at("11:00"))},
     "12:00", {}, {}, {"a late_arrival 08:00"}},
    {"LateCheckOutThatClosed", "of check-outs that closed or claimed",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("10:00")).accepted(at("12:00")),
      check_out("a", at("11:00")).accepted(at("15:00")).claimed(at("11:05"))},
     "16:00", {}, {}, {"a late_arrival 10:00"}},
    {"Emergency", "emergency",
     {check_in("a", "pass", at("08:00")), check_out("a", at("08:10"), CheckOutReason::emergency)},
     "16:00", {}, {}, {"a emergency 08:10"}},
    {"ForgottenCheckOut", "evicted sessions of kinds without liveness",
     {here(visit("a", at("08:00"))), here(visit("b", at("09:00")))}, "09:30", {}, {},
     {"a forgotten_checkout 09:00"}},
    {"EvictedDeviceIsNotForgotten", "of kinds without liveness",
     {check_in("a", "device", at("08:00")), check_in("b", "device", at("08:01")),
      check_in("c", "device", at("08:02")), check_in("d", "device", at("08:03"))},
     "09:30", {}, {"e01 opened", "e02 opened", "e03 opened", "e04 opened"}, kNone},
    {"ClaimAfterTheEnd", "the deadline stands, and claimed_end = t",
     {check_in("a", "pass", at("08:00")), check_out("a", at("09:30")), check_out("a", at("10:30"))},
     "12:00", {"a expired expired 08:00-09:00 | 08:00-09:00"}, {}, {"a checkout_after_end 09:30"}},
    {"NoClaimByKind", "if it was named by id",
     {check_in("a", "pass", at("08:00")), check_out_kind("pass", at("09:30"))}, "12:00", {},
     {"e01 opened", "e02 after_end"}, kNone},
    {"SkewedAndLateClaim", "of check-outs that closed or claimed",
     // claimed 08:58 was corrected by 32 minutes; accepted 61 minutes after its time
     {here(visit("a", at("08:00"))), check_out("a", at("16:30")).claimed(at("15:58")).accepted(at("17:31"))},
     "18:00", {}, {"e01 opened", "e02 after_end"},
     {"a auto_closed 16:00", "a checkout_after_end 16:30", "a clock_skew 16:30", "a late_arrival 16:30"}},
    {"FirstOccurrence", "a set: the first occurrence is the flag",
     {here(visit("a", at("08:00"))), location("a", at("09:00"), 52.502, 13.4),
      location("a", at("10:00"), 52.502, 13.4)}, "12:00", {}, {}, {"a left_place 09:00"}},
    {"RefreshedOutside", "of check-ins: those that refresh too",
     {here(visit("a", at("08:00"))), visit("a", at("09:00")).position(52.502, 13.4)}, "12:00", {},
     {"e01 opened", "e02 refreshed"}, {"a outside_place 09:00"}},
    {"NeighboursByTime", "between neighbouring fixes of the session by time",
     // 111 km away and back within a minute each, whatever was told first
     {check_in("a", "worklog", at("08:00")).position(52.5, 13.4), location("a", at("08:02"), 52.5, 13.4),
      location("a", at("08:01"), 53.5, 13.4)}, "08:30", {}, {}, {"a impossible_speed 08:01"}},
    {"FlagsAsOf", "flags with time <= as_of",
     {here(visit("a", at("08:00"))), location("a", at("08:30"), 52.502, 13.4)}, "08:29", {}, {}, kNone},
}), case_name);

TEST(Places, DistanceIsInWholeCentimetres) {
  // Half a degree of longitude on the equator: a * pi / 360 = 55,659.745... m
  EXPECT_EQ(reference::distance_cm(0, 0.5, 0, 1), 5'565'975);
  EXPECT_EQ(reference::whole_cm(1.005 + 1e-9), 101);
  EXPECT_EQ(reference::whole_cm(1.0049), 100);
}

TEST(Places, AcrossTheAntimeridianAndAtThePole) {
  // 0.001 degrees of longitude on the equator are 111.32 m, also across 180
  EXPECT_EQ(reference::distance_cm(0, 179.9995, 0, -179.9995), 11'132);
  // Opposite meridians 0.001 degrees from the pole: 2 * 111.69 m
  EXPECT_EQ(reference::distance_cm(89.999, 0, 89.999, 180), 22'339);
}

TEST(Places, FixesAreShownByTime) {
  const auto answer = reference::fold(
      tell({here(visit("a", at("08:00"))), check_out("a", at("09:00")).position(52.502, 13.4),
            location("a", at("08:30"), 52.501, 13.4, 20)}),
      at("10:00"));
  const std::vector<Fix>& fixes = answer.sessions.at(0).fixes;
  ASSERT_EQ(fixes.size(), 3u);
  EXPECT_EQ(fixes[0].verdict, Verdict::inside);
  EXPECT_EQ(fixes[0].distance_cm, 0);
  EXPECT_EQ(fixes[1].verdict, Verdict::uncertain);
  EXPECT_EQ(fixes[1].source, "location");
  EXPECT_EQ(fixes[2].verdict, Verdict::outside);
  EXPECT_TRUE(answer.sessions.at(0).check_out_position);
}

ReviewState state(std::vector<Told> story, std::string_view as_of = "+9 00:00") {
  return reference::fold(tell(std::move(story)), at(as_of)).sessions.at(0).review;
}
const Told kIn = check_in("a", "worklog", at("08:00"));
const Told kOut = check_out("a", at("17:00"));

TEST(Reviews, EndedSessionsWaitUnderReviewAll) {
  EXPECT_EQ(state({kIn}, "12:00"), ReviewState::none);
  EXPECT_EQ(state({kIn, kOut}), ReviewState::pending);
  EXPECT_EQ(state({check_in("a", "pass", at("08:00"))}), ReviewState::none);
}

TEST(Reviews, CoverWhatWasAcceptedStrictlyBefore) {
  EXPECT_EQ(state({kIn, kOut, review("a", at("18:00"), Decision::approve)}), ReviewState::approved);
  EXPECT_EQ(state({kIn, kOut, review("a", at("18:00"), Decision::reject)}), ReviewState::rejected);
  EXPECT_EQ(state({kIn, kOut, review("a", at("17:00"), Decision::approve)}), ReviewState::pending);
  Told late = kOut;
  late.accepted(at("19:00"));
  EXPECT_EQ(state({kIn, late, review("a", at("18:00"), Decision::approve)}), ReviewState::pending);
}

TEST(Reviews, LatestDecisionAndReopen) {
  const Told approve = review("a", at("18:00"), Decision::approve);
  EXPECT_EQ(state({kIn, kOut, approve, review("a", at("19:00"), Decision::reopen)}), ReviewState::pending);
  EXPECT_EQ(state({kIn, kOut, review("a", at("19:00"), Decision::reject), approve}), ReviewState::rejected);
  EXPECT_EQ(state({kIn, kOut, approve, review("a", at("19:00"), Decision::reopen)}, "18:30"),
            ReviewState::approved);
  EXPECT_EQ(state({check_in("a", "pass", at("08:00")), review("a", at("18:00"), Decision::reopen)}),
            ReviewState::none);
}

TEST(Reviews, AnAmendmentIsNewEvidence) {
  const Told approve = review("a", at("18:00"), Decision::approve);
  EXPECT_EQ(state({kIn, kOut, approve, amend("a", at("19:00")).ended_at(at("16:00"))}),
            ReviewState::pending);
  EXPECT_EQ(state({kIn, kOut, approve, amend("a", at("19:00")).ended_at(at("16:00")),
                   review("a", at("20:00"), Decision::approve)}),
            ReviewState::approved);
}

TEST(Reviews, ADeadlineIsNotAcceptedBeforeItself) {
  // The visit's auto-close of 16:00 is a flag; a review accepted at 15:00 does not cover it.
  const Told in = here(visit("a", at("08:00")));
  EXPECT_EQ(state({in, review("a", at("15:00"), Decision::approve)}), ReviewState::pending);
  EXPECT_EQ(state({in, review("a", at("15:00"), Decision::approve)}, "15:30"), ReviewState::approved);
  EXPECT_EQ(state({in, review("a", at("16:00:00.001"), Decision::approve)}), ReviewState::approved);
}

TEST(Reviews, AnEvictionIsAcceptedWithTheCheckInThatEvicts) {
  // b's check-in of 09:00 reached us at 19:00: a's end, and that it was forgotten, are known from then on.
  const Told first = here(visit("a", at("08:00")));
  Told second = here(visit("b", at("09:00")));
  second.accepted(at("19:00"));
  EXPECT_EQ(state({first, second, review("a", at("18:00"), Decision::approve)}), ReviewState::pending);
  EXPECT_EQ(state({first, second, review("a", at("19:00"), Decision::approve)}), ReviewState::pending);
  EXPECT_EQ(state({first, second, review("a", at("19:00:00.001"), Decision::approve)}), ReviewState::approved);
}

TEST(Reviews, ASpeedIsAcceptedWithTheLaterOfBothFixes) {
  // The earlier fix came last, at 20:00; a worklog that is still in has no end to review.
  const Told in = check_in("a", "worklog", at("08:00"));
  Told one = location("a", at("08:10"), 52.5, 13.4), two = location("a", at("08:11"), 53.5, 13.4);
  one.accepted(at("20:00"));
  EXPECT_EQ(state({in, one, two, review("a", at("19:00"), Decision::approve)}, "19:30"), ReviewState::pending);
  EXPECT_EQ(state({in, two, review("a", at("19:00"), Decision::approve)}, "19:30"), ReviewState::approved);
}

TEST(Reviews, VoidedHasNone) {
  EXPECT_EQ(state({kIn, kOut, review("a", at("18:00"), Decision::approve),
                   amend("a", at("19:00")).voiding()}),
            ReviewState::none);
}

}  // namespace
}  // namespace muster::stories
