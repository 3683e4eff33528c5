// Liveness, deadlines and counted time (docs/semantics.md, Liveness, Deadlines, Counted time).
#include "tests/reference/cases.h"

namespace muster::stories {
namespace {

using std::chrono::seconds;

class Living : public ::testing::TestWithParam<Case> {};
TEST_P(Living, Story) { check(GetParam()); }

Policy pc_until(int ttl_s) {
  Policy p = policy_of("pc");
  p.ttl = seconds{ttl_s};
  return p;
}

Policy final_for(int next_ping_s, int grace_s) {
  Policy p;
  p.liveness = Liveness::final;
  p.next_ping = seconds{next_ping_s};
  p.grace = seconds{grace_s};
  return p;
}

Told beacon(std::string_view id, Timestamp t) { return check_in(id, "beacon", t).policy(final_for(60, 5)); }

INSTANTIATE_TEST_SUITE_P(Reference, Living, ::testing::ValuesIn(std::vector<Case>{
    {"TouchingVouchersAreOne", "overlapping or touching vouchers form a component",
     // [08:00:00, 08:01:05) touches [08:01:05, 08:02:10): counted to 08:02:05 without a gap
     {check_in("a", "pc", at("08:00")), ping("a", at("08:01:05"))},
     "09:00", {"a lapsed lapsed 08:00-08:02:05 | 08:00-08:02:05"}},
    {"SilenceSuspends", "lapsed between components and active again in the next; gap uncounted",
     {check_in("a", "pc", at("08:00")), ping("a", at("08:01:06"))},
     "08:01:30", {"a active none 08:00- | 08:00-08:01 08:01:06-08:01:30"}},
    {"LapsedInBetween", "lapsed (in silence: ended_at = counted_to of the last component begun)",
     {check_in("a", "pc", at("08:00")), ping("a", at("09:00"))},
     "08:30", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01"}},
    {"GraceIsActive", "with liveness t lies in a component's [start, alive_to)",
     {check_in("a", "pc", at("08:00"))},
     "08:01:04.999", {"a active none 08:00- | 08:00-08:01"}},
    {"AliveToIsSilence", "with liveness t lies in a component's [start, alive_to)",
     {check_in("a", "pc", at("08:00"))}, "08:01:05", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01"}},
    {"FinalStaysOut", "final: such a session ends at counted_to, but only from alive_to on",
     {beacon("a", at("08:00")), ping("a", at("09:00"))},
     "10:00", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01"}, {"e01 opened", "ping 09:00 ignored"}},
    {"FinalIsActiveInTheGrace", "until then it is active",
     {beacon("a", at("08:00"))}, "08:01:04", {"a active none 08:00- | 08:00-08:01"}},
    {"CheckOutInTheGrace", "a check-out in the grace ends it at its own t",
     {beacon("a", at("08:00")), check_out("a", at("08:01:03"))},
     "09:00", {"a completed checkout 08:00-08:01:03 | 08:00-08:01"}, {"e01 opened", "e02 closed"}},
    {"CheckOutAtAliveTo", "only from alive_to on",
     {beacon("a", at("08:00")), check_out("a", at("08:01:05"))},
     "09:00", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01"}, {"e01 opened", "e02 after_end"}},
    {"LatePingJoins", "late ping that joins two components",
     {check_in("a", "pc", at("08:00")), ping("a", at("08:02")), ping("a", at("08:01"))},
     "09:00", {"a lapsed lapsed 08:00-08:03 | 08:00-08:03"}},
    {"PingNeverInventsOne", "components of an unknown id wait; a ping never invents one",
     {ping("a", at("08:00"))}, "09:00", kNone, {"ping 08:00 waiting"}},
    {"WaitingPingCountsOnceThereIsOne", "what a ping vouches for counts all the same",
     // the ping vouches to 08:10:00; the check-in at 08:01 would only vouch to 08:02
     {ping("a", at("08:00"), 600, 5), check_in("a", "pc", at("08:01"))},
     "09:00", {"a lapsed lapsed 08:01-08:10 | 08:01-08:10"}, {"ping 08:00 waiting", "e02 opened"}},
    {"OtherKindDoesNotVouch", "check-ins whose kind differs from the first one of their id",
     {check_in("a", "pc", at("08:00")), check_in("a", "device", at("08:00:30"))},
     "09:00", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01"}, {"e01 opened", "e02 kind_conflict"}},
    {"NamedActivities", "per named activity the same union; may overlap by one voucher at a switch",
     // code: [08:00, 08:01), mail: [08:00:40, 08:01:40); overlap 20 s; all: [08:00, 08:01:40)
     {check_in("a", "pc", at("08:00")).activity("code"), ping("a", at("08:00:40"), 60, 5, "mail")},
     "09:00", {"a lapsed lapsed 08:00-08:01:40 | 08:00-08:01:40"}},
    {"TtlExpires", "started_at + ttl",
     {check_in("a", "pass", at("08:00"))}, "12:00", {"a expired expired 08:00-09:00 | 08:00-09:00"}},
    {"MaxDurationCloses", "started_at + max_duration",
     {check_in("a", "visit", at("08:00"))}, "20:00",
     {"a auto_closed auto_closed 08:00-16:00 | 08:00-16:00"}, {},
     {"a uncertain_place 08:00", "a auto_closed 16:00"}},
    {"TtlBeforeMaxOnEqualTimes", "on equal times: explicit, ttl, max duration, silence",
     {check_in("a", "k", at("08:00")).policy([] {
        Policy p;
        p.ttl = p.max_duration = seconds{3600};
        return p;
      }())},
     "12:00", {"a expired expired 08:00-09:00 | 08:00-09:00"}},
    {"ExplicitBeforeTtl", "a check-out at t = deadline is in time",
     {check_in("a", "pass", at("08:00")), check_out("a", at("09:00"))},
     "12:00", {"a completed checkout 08:00-09:00 | 08:00-09:00"}, {"e01 opened", "e02 closed"}},
    {"LapseBeforeTtlStays", "a lapse never resumed before a ttl stays a lapse",
     {check_in("a", "pc", at("08:00")).policy(pc_until(600)), ping("a", at("08:10"))},
     "09:00", {"a lapsed lapsed 08:00-08:01 | 08:00-08:01"}, {"e01 opened", "ping 08:10 ignored"}},
    {"TtlEndsWhatResumed", "started_at + ttl",
     {check_in("a", "pc", at("08:00")).policy(pc_until(600)), ping("a", at("08:09:30"))},
     "09:00", {"a expired expired 08:00-08:10 | 08:00-08:01 08:09:30-08:10"}},
    {"TtlInsideTheGrace", "ends this long after check-in",
     // silence would be known at 08:01:05 only; the ttl acts at 08:01:02
     {check_in("a", "pc", at("08:00")).policy(pc_until(62))},
     "09:00", {"a expired expired 08:00-08:01:02 | 08:00-08:01"}},
    {"CountsNo", "nothing where the policy says counts: no",
     {check_in("a", "device", at("08:00"))}, "09:00", {"a active none 08:00- |"}},
    {"DeviceEndsAtThirtyDays", "device: next_ping 2592000 s, grace 0",
     {check_in("a", "device", at("08:00")), check_out("a", at("+30 08:00"))},
     "+31 08:00", {"a completed checkout 08:00-04-01 08:00 |"}},
}), case_name);

TEST(Activities, AreUnionsOfTheirOwnVouchers) {
  const auto answer = reference::fold(
      tell({check_in("a", "pc", at("08:00")).activity("code"), ping("a", at("08:00:40"), 60, 5, "mail")}),
      at("09:00"));
  const auto& by = answer.sessions.at(0).counted_by_activity;
  EXPECT_EQ(by.at("code"), (reference::Intervals{{at("08:00"), at("08:01")}}));
  EXPECT_EQ(by.at("mail"), (reference::Intervals{{at("08:00:40"), at("08:01:40")}}));
}

TEST(Shown, EndsByAndLastSeen) {
  const auto story = tell({check_in("a", "pc", at("08:00")), ping("a", at("08:00:30")),
                           check_in("b", "pass", at("08:00")), check_in("c", "device", at("08:00"))});
  const auto answer = reference::fold(story, at("08:00:45"));
  EXPECT_EQ(answer.sessions.at(0).ends_by, at("08:01:35"));
  EXPECT_EQ(answer.sessions.at(0).last_seen_at, at("08:00:30"));
  EXPECT_EQ(answer.sessions.at(1).ends_by, at("09:00"));
  EXPECT_EQ(answer.sessions.at(2).ends_by, at("+30 08:00"));
  EXPECT_FALSE(reference::fold(story, at("10:00")).sessions.at(1).ends_by);
}

}  // namespace
}  // namespace muster::stories
