// Amendments, voids and as_of (docs/semantics.md, Amendments, As of).
#include "tests/reference/cases.h"

namespace muster::stories {
namespace {

using std::chrono::seconds;

class Amending : public ::testing::TestWithParam<Case> {};
TEST_P(Amending, Story) { check(GetParam()); }

Policy pc_until(int ttl_s) {
  Policy p = policy_of("pc");
  p.ttl = seconds{ttl_s};
  return p;
}

INSTANTIATE_TEST_SUITE_P(Ends, Amending, ::testing::ValuesIn(std::vector<Case>{
    {"ExplicitEnd", "ended_at: an explicit end at that time, deadline or not, reason amended",
     {check_in("a", "pass", at("08:00")), amend("a", at("20:00")).ended_at(at("10:00"))},
     "21:00", {"a completed amended 08:00-10:00 | 08:00-10:00"}, {"e01 opened", "e02 applied"}},
    {"EarlierEndFreesThePlace", "an earlier amended end frees the place; aliases become sessions",
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("10:00")),
      amend("a", at("20:00")).ended_at(at("09:00"))},
     "12:00", {"a completed amended 08:00-09:00 | 08:00-09:00", "b active none 10:00- | 10:00-12:00"},
     {"e01 opened", "e02 opened"}},
    {"LaterEndHoldsNoPlace", "what a later one adds is shown and counted but holds no place",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("09:00")),
      check_in("b", "worklog", at("10:00")), amend("a", at("20:00")).ended_at(at("11:00"))},
     "21:00", {"a completed amended 08:00-11:00 | 08:00-11:00", "b active none 10:00- | 10:00-21:00"}},
    {"CheckOutAfterTheAmendedEnd", "is already_closed; it is the computed end",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("10:00")),
      amend("a", at("20:00")).ended_at(at("09:00"))},
     "21:00", {"a completed amended 08:00-09:00 | 08:00-09:00"},
     {"e01 opened", "e02 already_closed", "e03 applied"}},
    {"CheckOutAtTheAmendedEnd", "not ended at or before t",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("09:00")),
      amend("a", at("20:00")).ended_at(at("09:00"))},
     "21:00", {}, {"e01 opened", "e02 already_closed", "e03 applied"}},
    {"CheckOutBetweenDeadlineAndAmendedEnd", "ended by deadline: after_end",
     {check_in("a", "pass", at("08:00")), check_out("a", at("09:30")),
      amend("a", at("20:00")).ended_at(at("10:00")), check_out("a", at("10:30"))},
     "21:00", {"a completed amended 08:00-10:00 | 08:00-10:00"},
     {"e01 opened", "e02 after_end", "e04 already_closed", "e03 applied"},
     {"a checkout_after_end 09:30"}},
    {"NullTakesBack", "null takes an amended edge back",
     {check_in("a", "pass", at("08:00")), amend("a", at("20:00")).ended_at(at("08:30")),
      amend("a", at("20:01")).ended_at(std::nullopt)},
     "21:00", {"a expired expired 08:00-09:00 | 08:00-09:00"},
     {"e01 opened", "e02 overruled", "e03 applied"}},
    {"LatestPerFieldWins", "per field the latest by time, id, source",
     {check_in("a", "pass", at("08:00")),
      amend("a", at("20:00")).started_at(at("07:00")).ended_at(at("08:30")),
      amend("a", at("20:01")).ended_at(at("08:45"))},
     "21:00", {"a completed amended 07:00-08:45 | 07:00-08:45"},
     {"e01 opened", "e02 applied", "e03 applied"}},
    {"EndBeforeTheStart", "an end before the start is the start",
     {check_in("a", "worklog", at("08:00")), amend("a", at("20:00")).ended_at(at("07:00"))},
     "21:00", {"a completed amended 08:00-08:00 |"}},
    {"EvictedBeforeALaterEnd", "the earliest end counts, whatever gave it",
     {check_in("a", "visit", at("08:00")), check_in("b", "visit", at("09:00")),
      amend("a", at("20:00")).ended_at(at("10:00"))},
     "12:00", {"a completed amended 08:00-10:00 | 08:00-10:00", "b active none 09:00- | 09:00-12:00"},
     {"e01 opened", "e02 opened"},
     {"a uncertain_place 08:00", "a forgotten_checkout 09:00", "b uncertain_place 09:00"}},
    {"AddedTimeAfterSilence", "counts in full, beginning where the counted time before it ends",
     // counted [08:00, 08:01) and [08:10, 08:11); the gap stays; [08:11, 09:00) is vouched for
     {check_in("a", "pc", at("08:00")), ping("a", at("08:10")),
      amend("a", at("20:00")).ended_at(at("09:00"))},
     "21:00", {"a completed amended 08:00-09:00 | 08:00-08:01 08:10-09:00"}},
    {"EndInsideAGap", "beginning where the counted time before it ends, whatever comes after",
     {check_in("a", "pc", at("08:00")), ping("a", at("08:10")),
      amend("a", at("20:00")).ended_at(at("08:05"))},
     "21:00", {"a completed amended 08:00-08:05 | 08:00-08:05"},
     {"e01 opened", "ping 08:10 ignored", "e03 applied"}},
    {"EndInsideAComponent", "ended_at",
     {check_in("a", "pc", at("08:00")), amend("a", at("20:00")).ended_at(at("08:00:30"))},
     "21:00", {"a completed amended 08:00-08:00:30 | 08:00-08:00:30"}},
    {"PingInAddedTime", "takes nobody in: after the end",
     {check_in("a", "pc", at("08:00")).policy(pc_until(600)), ping("a", at("08:20")),
      amend("a", at("20:00")).ended_at(at("08:30"))},
     "21:00", {"a completed amended 08:00-08:30 | 08:00-08:30"},
     {"e01 opened", "ping 08:20 ignored", "e03 applied"}},
    {"UnknownSession", "corrections name the session itself",
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("09:00")),
      amend("b", at("20:00")).ended_at(at("09:30")), review("c", at("20:00"), Decision::approve)},
     "20:00", {"a active none 08:00- | 08:00-20:00"},
     {"e01 opened", "e02 already_active", "e03 unknown_session", "e04 unknown_session"}},
}), case_name);

INSTANTIATE_TEST_SUITE_P(Starts, Amending, ::testing::ValuesIn(std::vector<Case>{
    {"EarlierStart", "moves only the shown and counted start; adds in full",
     {check_in("a", "pc", at("08:00")), amend("a", at("20:00")).started_at(at("07:00"))},
     "21:00", {"a lapsed lapsed 07:00-08:01 | 07:00-08:01"}},
    {"NotTheDeadline", "not the order and not the deadline",
     {check_in("a", "pass", at("08:00")), amend("a", at("20:00")).started_at(at("08:30"))},
     "21:00", {"a expired expired 08:30-09:00 | 08:30-09:00"}},
    {"NotTheOrder", "not the order: the newest is so by its computed start",
     {check_in("a", "visit", at("08:00")), amend("a", at("20:00")).started_at(at("10:00")),
      check_in("b", "visit", at("09:00"))},
     "12:00", {"a evicted evicted 10:00-10:00 |", "b active none 09:00- | 09:00-12:00"}},
    {"StartAfterTheEnd", "an end before the start is the start",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("09:00")),
      amend("a", at("20:00")).started_at(at("10:00"))},
     "21:00", {"a completed checkout 10:00-10:00 |"}},
    {"AppearsFromItsShownStart", "a read shows sessions with start <= as_of",
     {check_in("a", "worklog", at("08:00")), amend("a", at("20:00")).started_at(at("07:00"))},
     "07:30", {"a active none 07:00- | 07:00-07:30"}},
    {"NotBeforeItsShownStart", "a read shows sessions with start <= as_of",
     {check_in("a", "worklog", at("08:00")), amend("a", at("20:00")).started_at(at("09:00"))},
     "08:30", kNone},
}), case_name);

INSTANTIATE_TEST_SUITE_P(Voids, Amending, ::testing::ValuesIn(std::vector<Case>{
    {"ByARealOne", "a voided check-in followed by a real one: nobody's alias, no limit asked",
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("08:05")),
      amend("a", at("20:00")).voiding()},
     "12:00", {"a voided none 08:00- |", "b active none 08:05- | 08:05-12:00"},
     {"e01 opened", "e02 opened"}, kNone},
    {"WhoHadBeenEvictedIsBack", "nobody evicted (who had been, is back)",
     {check_in("a", "visit", at("08:00")).place("p", 1, 1, 50).position(1, 1),
      check_in("b", "visit", at("09:00")), amend("b", at("20:00")).voiding()},
     "12:00", {"a active none 08:00- | 08:00-12:00", "b voided none 09:00- |"}, {}, kNone},
    {"WouldHaveBeenAnAlias", "makes a voided session whatever else is active",
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("08:05")),
      amend("b", at("20:00")).voiding()},
     "12:00", {"a active none 08:00- | 08:00-12:00", "b voided none 08:05- |"}},
    {"LaterSigns", "later check-ins session_closed, pings and locations ignored, not selected",
     {check_in("a", "pc", at("08:00")), check_in("a", "pc", at("08:00:10")),
      ping("a", at("08:00:20")), location("a", at("08:00:30"), 1, 1), check_out("a", at("08:00:40")),
      amend("a", at("20:00")).voiding()},
     "21:00", {"a voided none 08:00- |"},
     {"e01 opened", "e02 session_closed", "ping 08:00:20 ignored", "location 08:00:30 ignored",
      "e05 not_started", "e06 applied"}},
    {"TakenBack", "per field the latest wins",
     {check_in("a", "pass", at("08:00")), amend("a", at("20:00")).voiding(),
      amend("a", at("20:01")).voiding(false)},
     "21:00", {"a expired expired 08:00-09:00 | 08:00-09:00"}},
}), case_name);

TEST(Amended, ShowsComputedTimesWhoWhenWhy) {
  const auto answer = reference::fold(
      tell({check_in("a", "worklog", at("08:00")), check_out("a", at("10:00")),
            amend("a", at("20:00")).ended_at(at("09:00")).by("boss")}),
      at("21:00"));
  const auto& s = answer.sessions.at(0);
  EXPECT_EQ(s.computed_ended_at, at("10:00"));
  EXPECT_EQ(s.computed_end_reason, reference::EndReason::checkout);
  ASSERT_TRUE(s.amended_end);
  EXPECT_EQ(s.amended_end->time, at("09:00"));
  EXPECT_EQ(s.amended_end->when, at("20:00"));
  EXPECT_EQ(s.amended_end->actor, "boss");
  EXPECT_EQ(s.amended_end->why, "as told");
}

class AsOf : public ::testing::TestWithParam<Case> {};
TEST_P(AsOf, Story) { check(GetParam()); }

const std::vector<Told> kDay{check_in("a", "worklog", at("08:00")), check_out("a", at("17:00")),
                             amend("a", at("+1 09:00")).ended_at(at("16:00"))};

INSTANTIATE_TEST_SUITE_P(Reference, AsOf, ::testing::ValuesIn(std::vector<Case>{
    {"BeforeTheStart", "sessions with start <= as_of", kDay, "07:59:59.999", kNone, kNone},
    {"AtTheStart", "start <= as_of, time before as_of", kDay, "08:00", {"a active none 08:00- |"}},
    {"InBetween", "amendments as known now", kDay, "12:00", {"a active none 08:00- | 08:00-12:00"},
     {"e01 opened"}},
    {"AtTheEnd", "amendments as known now", kDay, "16:00",
     {"a completed amended 08:00-16:00 | 08:00-16:00"}, {"e01 opened"}},
    {"Outcomes", "outcomes with time <= as_of", kDay, "17:00", {}, {"e01 opened", "e02 already_closed"}},
    {"AddedTimeIsActive", "shown until the amended end",
     {check_in("a", "pass", at("08:00")), amend("a", at("20:00")).ended_at(at("10:00"))},
     "09:30", {"a active none 08:00- | 08:00-09:30"}},
    {"GapInsideStaysALapse", "gaps inside stay",
     {check_in("a", "pc", at("08:00")), ping("a", at("08:10")),
      amend("a", at("20:00")).ended_at(at("09:00"))},
     "08:05", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01"}},
}), case_name);

}  // namespace
}  // namespace muster::stories
