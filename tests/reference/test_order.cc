// Identity, clock and the order of the fold (docs/semantics.md, Identity, Clock, Order).
#include "tests/reference/cases.h"

namespace muster::stories {
namespace {

using namespace std::chrono_literals;

class Order : public ::testing::TestWithParam<Case> {};
TEST_P(Order, Story) { check(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Reference, Order, ::testing::ValuesIn(std::vector<Case>{
    {"ByteEqualCopiesAreOne", "not of how often each arrived",
     {with_id(check_in("a", "worklog", at("08:00")), "x"),
      with_id(check_in("a", "worklog", at("08:00")), "x")},
     "09:00", {"a active none 08:00- | 08:00-09:00"}, {"x opened"}},
    {"RetryWithAnotherTime", "the smallest time is the event, the others are history, `repeated`",
     {with_id(check_in("a", "worklog", at("08:05")), "x"),
      with_id(check_in("a", "worklog", at("08:00")), "x")},
     "09:00", {"a active none 08:00- | 08:00-09:00"}, {"x opened", "x repeated"}},
    {"SameTimeLaterIngest", "of several copies the smallest (time, ingesttime, bytes)",
     {with_id(check_in("a", "worklog", at("08:00")).accepted(at("08:30")).notes("n"), "x"),
      with_id(check_in("a", "worklog", at("08:00")), "x")},
     "09:00", {"a active none 08:00- | 08:00-09:00"}, {"x opened", "x id_conflict"}},
    {"OneRowPerIdentityTimeOutcome", "one row per (identity, time, outcome)",
     {with_id(check_in("a", "worklog", at("08:00")), "x"),
      with_id(check_in("a", "worklog", at("08:10")).accepted(at("08:11")), "x"),
      with_id(check_in("a", "worklog", at("08:10")).accepted(at("08:12")), "x")},
     "09:00", {}, {"x opened", "x repeated"}},
    {"OtherDataIsAConflict", "id_conflict if data differ",
     {with_id(check_in("a", "worklog", at("08:00")), "x"),
      with_id(check_in("b", "worklog", at("08:10")), "x")},
     "09:00", {"a active none 08:00- | 08:00-09:00"}, {"x opened", "x id_conflict"}},
    {"WhatTheDoorWroteIsNoConflict", "without policy, place but its id, next_ping_s, grace_s",
     {with_id(check_in("a", "pc", at("08:00")).place("p", 1, 1, 50), "x"),
      with_id(check_in("a", "pc", at("08:10")).place("p", 2, 2, 70).vouching(600, 9), "x")},
     "08:00:30", {}, {"x opened"}},
    {"OtherSourceIsAnotherEvent", "(tenant, subject, type, source, id) is one event",
     {with_id(check_in("a", "worklog", at("08:00")), "x"),
      with_id(check_in("a", "worklog", at("08:10")), "x").source("other")},
     "09:00", {}, {"x opened", "x refreshed"}},
    {"EqualPingsAreOne", "equal content is the same sign of life, another time is another one",
     {check_in("a", "pc", at("08:00")), with_id(ping("a", at("08:00:30")), "p"),
      with_id(ping("a", at("08:00:30")), "q"), ping("a", at("08:01"))},
     "09:00", {"a lapsed lapsed 08:00-08:02 | 08:00-08:02"},
     {"e01 opened", "ping 08:00:30 counted", "ping 08:01 counted"}},
    {"FutureEventIsNone", "future_event: time > ingesttime + 2 min",
     {check_in("a", "worklog", at("08:02")).accepted(at("08:00")),
      check_in("b", "worklog", at("07:00")).accepted(at("06:57:59.999"))},
     "09:00", {"a active none 08:02- | 08:02-09:00"}},
    {"TooOldIsNone", "too_old: time < ingesttime - 400 days, not for imported events",
     {check_in("a", "pass", at("08:00")).accepted(at("08:00") + 9600h),
      check_in("b", "pass", at("10:00")).accepted(at("10:00") + 9600h + 1ms),
      check_in("c", "pass", at("12:00")).accepted(at("12:00") + 9999h).imported()},
     "20:00", {"a expired expired 08:00-09:00 | 08:00-09:00",
               "c expired expired 12:00-13:00 | 12:00-13:00"}},
    {"AmendedEndAfterAmendmentIsNone", "ends_after_amendment",
     {check_in("a", "worklog", at("08:00")), amend("a", at("12:00")).ended_at(at("12:00:01")),
      amend("a", at("11:00")).ended_at(at("11:00"))},
     "13:00", {"a completed amended 08:00-11:00 | 08:00-11:00"}, {"e01 opened", "e03 applied"}},
    {"CheckOutsBeforeCheckIns", "check-outs before check-ins",
     {check_in("a", "worklog", at("08:00")), check_in("b", "worklog", at("09:00")),
      check_out_kind("worklog", at("09:00"))},
     "10:00", {"a completed checkout 08:00-09:00 | 08:00-09:00",
               "b active none 09:00- | 09:00-10:00"}},
    {"NamedCheckOutOfTheSameTime", "right after the first such check-in",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("08:00")),
      check_in("a", "worklog", at("08:00"))},
     "10:00", {"a completed checkout 08:00-08:00 |"},
     {"e01 opened", "e03 session_closed", "e02 closed"}},
    {"NamedCheckOutOfAnotherId", "check-outs before check-ins",
     {check_in("a", "worklog", at("08:00")), check_out("a", at("09:00")),
      check_in("b", "worklog", at("09:00"))},
     "10:00", {"a completed checkout 08:00-09:00 | 08:00-09:00",
               "b active none 09:00- | 09:00-10:00"}},
    {"EqualTimesById", "in order of (time; id; source)",
     {with_id(check_in("b", "worklog", at("08:00")), "x1"),
      with_id(check_in("a", "worklog", at("08:00")), "x2")},
     "09:00", {"b active none 08:00- | 08:00-09:00"}, {"x1 opened", "x2 already_active"}},
}), case_name);

}  // namespace
}  // namespace muster::stories
