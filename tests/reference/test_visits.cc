// Check-ins and check-outs: who opens, refreshes, evicts, closes (docs/semantics.md, Check-in, Check-out).
#include "tests/reference/cases.h"

namespace muster::stories {
namespace {

using std::chrono::seconds;

class Visits : public ::testing::TestWithParam<Case> {};
TEST_P(Visits, Story) { check(GetParam()); }

// A pc of which one may be open at once, and a second becomes its alias.
Told lock(std::string_view id, Timestamp t) {
  Policy p = policy_of("pc");
  p.limit = 1;
  return check_in(id, "lock", t).policy(p);
}

INSTANTIATE_TEST_SUITE_P(CheckIns, Visits, ::testing::ValuesIn(std::vector<Case>{
    {"KnownIdOtherKind", "other kind: no effect, kind_conflict",
     {check_in("a", "worklog", at("08:00")), check_in("a", "pass", at("09:00"))},
     "10:00", {"a active none 08:00- | 08:00-10:00"}, {"e01 opened", "e02 kind_conflict"}},
    {"KnownIdEnded", "the session ended at or before t: session_closed",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("09:00")),
      check_in("a", "worklog", at("09:01"))},
     "10:00", {}, {"e01 opened", "e02 closed", "e03 session_closed"}},
    {"RefreshedThenClosed", "a check-out right after the first check-in of its session and time",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("09:00")),
      check_in("a", "worklog", at("09:00"))},
     "10:00", {}, {"e01 opened", "e03 refreshed", "e02 closed"}},
    {"KnownIdRefreshes", "else it refreshes",
     {check_in("a", "worklog", at("08:00")), check_in("a", "worklog", at("09:00"))},
     "10:00", {"a active none 08:00- | 08:00-10:00"}, {"e01 opened", "e02 refreshed"}},
    {"SuspendedRefreshResumes", "else it refreshes (liveness)",
     {check_in("a", "pc", at("08:00")), check_in("a", "pc", at("09:00"))},
     "09:00:30", {"a active none 08:00- | 08:00-08:01 09:00-09:00:30"}, {"e01 opened", "e02 refreshed"}},
    {"BelowLimitOpens", "fewer than limit sessions of its kind active at t: opened",
     {check_in("a", "device", at("08:00")), check_in("b", "device", at("08:01")),
      check_in("c", "device", at("08:02"))},
     "09:00", {"a active none 08:00- |", "b active none 08:01- |", "c active none 08:02- |"}},
    {"NoLimit", "fewer than limit",
     {check_in("a", "pc", at("08:00")), check_in("b", "pc", at("08:00"))},
     "08:00:30", {"a active none 08:00- | 08:00-08:00:30", "b active none 08:00- | 08:00-08:00:30"}},
    {"SuspendedHoldsNoPlace", "active at t",
     {lock("a", at("08:00")), lock("b", at("08:02"))},
     "08:02:30", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01",
                  "b active none 08:02- | 08:02-08:02:30"}},
    {"KeepTakesAnAlias", "takes the new id as an alias and is refreshed: already_active",
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("09:00")),
      check_out("b", at("10:00"))},
     "12:00", {"a completed checkout 08:00-10:00 | 08:00-10:00"},
     {"e01 opened", "e02 already_active", "e03 closed"}},
    {"KeepEvictsTheOld", "if younger than long_after_s; otherwise evicted",
     // 08:00 + 43,200 s = 20:00: no longer younger
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("20:00"))},
     "21:00", {"a evicted evicted 08:00-20:00 | 08:00-20:00", "b active none 20:00- | 20:00-21:00"},
     {"e01 opened", "e02 opened"}, {"a forgotten_checkout 20:00"}},
    {"EvictOldest", "the active ones with the least (started_at, id) end at t",
     {check_in("b", "device", at("08:00")), check_in("a", "device", at("08:00")),
      check_in("c", "device", at("08:01")), check_in("d", "device", at("09:00"))},
     "10:00", {"a evicted evicted 08:00-09:00 |", "b active none 08:00- |", "c active none 08:01- |",
               "d active none 09:00- |"}},
    {"EvictUntilOnePlaceIsFree", "until one place is free; limits are the coming check-in's",
     {check_in("a", "k", at("08:00")), check_in("b", "k", at("08:01")),
      check_in("c", "k", at("09:00")).policy(policy_of("visit"))},
     "10:00", {"a evicted evicted 08:00-09:00 | 08:00-09:00",
               "b evicted evicted 08:01-09:00 | 08:01-09:00", "c active none 09:00- | 09:00-10:00"}},
    {"EvictedDeviceForgotNothing", "evicted sessions of kinds without liveness get the flag",
     {check_in("a", "device", at("08:00")), check_in("b", "device", at("08:01")),
      check_in("c", "device", at("08:02")), check_in("d", "device", at("09:00"))},
     "21:00", {}, {}, kNone},
    {"AliasPingsCount", "its components, cut there, count for the session and merge with its own",
     // b's ping of 08:00:00 vouches to 08:10:00, but counts for a from 08:00:30 on
     {ping("b", at("08:00"), 600, 5), lock("a", at("08:00:10")), lock("b", at("08:00:30"))},
     "09:00", {"a lapsed lapsed 08:00:10-08:10 | 08:00:10-08:10"},
     {"ping 08:00 waiting", "e02 opened", "e03 already_active"}},
    {"AliasIsCutAtItsCheckIn", "from its check-in on",
     // b's pings of 07:00 are no part of a, which starts at 08:00
     {ping("b", at("07:00")), lock("a", at("08:00")), lock("b", at("08:00:30"))},
     "09:00", {"a lapsed lapsed 08:00-08:01:30 | 08:00-08:01:30"}},
}), case_name);

INSTANTIATE_TEST_SUITE_P(CheckOuts, Visits, ::testing::ValuesIn(std::vector<Case>{
    {"EndsWithItsReason", "those end at t with its reason, closed",
     {check_in("a", "worklog", at("08:00")), check_in("b", "pass", at("08:00")),
      check_out_all(at("08:30"), CheckOutReason::emergency)},
     "09:00", {"a completed emergency 08:00-08:30 | 08:00-08:30",
               "b completed emergency 08:00-08:30 | 08:00-08:30"}},
    {"SealsTheSuspended", "selected ones that only silence has suspended are sealed",
     {check_in("a", "pc", at("08:00")), check_in("w", "worklog", at("08:00")),
      check_out_all(at("09:00")), ping("a", at("10:00"))},
     "10:00:30", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01",
                  "w completed logout 08:00-09:00 | 08:00-09:00"},
     {"e01 opened", "e02 opened", "e03 closed", "ping 10:00 ignored"}},
    {"SealsByIdToo", "ended by silence: after_end, claimed",
     {check_in("a", "pc", at("08:00")), check_out("a", at("09:00")), ping("a", at("10:00"))},
     "10:00:30", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01"},
     {"e01 opened", "e02 after_end", "ping 10:00 ignored"}, {"a checkout_after_end 09:00"}},
    {"AlreadyClosed", "ended explicitly: already_closed, the earliest explicit end stands",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("10:00")), check_out("a", at("09:00"))},
     "12:00", {"a completed checkout 08:00-09:00 | 08:00-09:00"},
     {"e01 opened", "e03 closed", "e02 already_closed"}},
    {"EvictedIsExplicit", "ended explicitly",
     {check_in("a", "visit", at("08:00")), check_in("b", "visit", at("09:00")),
      check_out("a", at("10:00"))},
     "12:00", {}, {"e01 opened", "e02 opened", "e03 already_closed"}},
    {"AfterEnd", "ended by deadline: after_end, the deadline stands",
     {check_in("a", "pass", at("08:00")), check_out("a", at("09:30"))},
     "12:00", {"a expired expired 08:00-09:00 | 08:00-09:00"}, {"e01 opened", "e02 after_end"},
     {"a checkout_after_end 09:30"}},
    {"AfterEndByKindClaimsNothing", "if it was named by id the flag",
     {check_in("a", "pass", at("08:00")), check_out_kind("pass", at("09:30"))},
     "12:00", {}, {"e01 opened", "e02 after_end"}, kNone},
    {"NewestSpeaks", "the newest selected (started_at, id) speaks",
     {check_in("a", "pass", at("08:00")), check_in("b", "pass", at("09:30")),
      check_out("b", at("09:40")), check_out_kind("pass", at("10:00"))},
     "12:00", {}, {"e01 opened", "e02 opened", "e03 closed", "e04 already_closed"}},
    {"NotStarted", "no session: not_started",
     {check_out("a", at("08:00")), check_out_kind("pass", at("08:00")), check_out_all(at("08:00"))},
     "12:00", {}, {"e01 not_started", "e02 not_started", "e03 not_started"}},
    {"KeptUntilItsCheckInArrives", "kept, to take effect should an earlier check-in arrive",
     {check_out("a", at("09:00")), check_in("a", "worklog", at("08:00")).accepted(at("10:00"))},
     "12:00", {"a completed checkout 08:00-09:00 | 08:00-09:00"}, {"e02 opened", "e01 closed"}},
    {"NoLimitPreventsClosing", "no limit and no rule ever prevents closing",
     {check_in("a", "pc", at("08:00")), check_in("b", "pc", at("08:00")), check_in("c", "pc", at("08:00")),
      check_out_kind("pc", at("08:00:30"))},
     "12:00", {"a completed checkout 08:00-08:00:30 | 08:00-08:00:30",
               "b completed checkout 08:00-08:00:30 | 08:00-08:00:30",
               "c completed checkout 08:00-08:00:30 | 08:00-08:00:30"}},
}), case_name);

TEST(Refresh, LatestPerFieldWins) {
  auto second = check_in("a", "worklog", at("09:00")).activity("mail");
  const auto answer = reference::fold(
      tell({second, check_in("a", "worklog", at("08:00")).notes("early").label("k", "1").activity("code"),
            check_in("b", "worklog", at("10:00")).label("k", "2")}),
      at("12:00"));
  const auto& s = answer.sessions.at(0);
  EXPECT_EQ(s.activity, "mail");
  EXPECT_EQ(s.notes, "early");
  EXPECT_EQ(s.labels.at("k"), "2");
  EXPECT_EQ(s.aliases.at(0).first.str(), "b");
  EXPECT_EQ(s.last_seen_at, at("10:00"));
}

}  // namespace
}  // namespace muster::stories
