// Hours in local time (docs/semantics.md, Hours), each with its arithmetic.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/support/generators.h"
#include "tests/support/reference/intervals.h"
#include "tests/support/reference_hours.h"
#include "tests/support/stories.h"

namespace muster::reference {
namespace {

using namespace std::chrono_literals;
using stories::at;

using Buckets = std::map<std::string, Duration>;

Buckets by(GroupBy group_by, const char* zone, const char* start, const char* end,
           Attribution attribution = Attribution::split) {
  const auto answer = fold(stories::tell({stories::check_in("a", "worklog", at(start)),
                                          stories::check_out("a", at(end))}),
                           at("2027-06-01T00:00:00Z"));
  const HoursQuery query{zone, group_by, attribution, at("2026-01-01T00:00:00Z"),
                         at("2027-06-01T00:00:00Z")};
  Buckets out;
  for (const auto& [key, time] : hours(answer, query)) out[key.label] += time;
  return out;
}

TEST(Hours, TheHourThatComesTwiceHasTwoLabels) {
  // Berlin goes back at 01:00Z from +02:00 to +01:00: 00:30Z-02:30Z is two hours
  EXPECT_EQ(by(GroupBy::hour, "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"),
            (Buckets{{"2026-10-25T02:00+02:00", 30min},
                     {"2026-10-25T02:00+01:00", 1h},
                     {"2026-10-25T03:00+01:00", 30min}}));
}

TEST(Hours, TheHourThatIsSkipped) {
  // Berlin goes ahead at 01:00Z: after 01:00+01:00 comes 03:00+02:00
  EXPECT_EQ(by(GroupBy::hour, "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
            (Buckets{{"2026-03-29T01:00+01:00", 30min}, {"2026-03-29T03:00+02:00", 30min}}));
}

TEST(Hours, DatesAreThoseOfTheZone) {
  // New Year in Kathmandu (+05:45) is at 18:15Z
  EXPECT_EQ(by(GroupBy::date, "Asia/Kathmandu", "2026-12-31T18:00:00Z", "2026-12-31T19:00:00Z"),
            (Buckets{{"2026-12-31", 15min}, {"2027-01-01", 45min}}));
  EXPECT_EQ(by(GroupBy::month, "Asia/Kathmandu", "2026-12-31T18:00:00Z", "2026-12-31T19:00:00Z"),
            (Buckets{{"2026-12", 15min}, {"2027-01", 45min}}));
}

TEST(Hours, LordHoweMovesByHalfAnHour) {
  // On 2026-04-05 at 02:00+11:00 (15:00Z of the 4th) the clock goes back to 01:30+10:30
  EXPECT_EQ(
      by(GroupBy::hour, "Australia/Lord_Howe", "2026-04-04T14:00:00Z", "2026-04-04T16:00:00Z"),
      (Buckets{{"2026-04-05T01:00+11:00", 1h},
               {"2026-04-05T01:00+10:30", 30min},
               {"2026-04-05T02:00+10:30", 30min}}));
}

TEST(Hours, StartDayKeepsASessionWhole) {
  // 36 hours from Monday 08:00Z
  EXPECT_EQ(by(GroupBy::date, "UTC", "2026-03-02T08:00:00Z", "2026-03-03T20:00:00Z",
               Attribution::start_day),
            (Buckets{{"2026-03-02", 36h}}));
  EXPECT_EQ(by(GroupBy::date, "UTC", "2026-03-02T08:00:00Z", "2026-03-03T20:00:00Z"),
            (Buckets{{"2026-03-02", 16h}, {"2026-03-03", 20h}}));
}

TEST(Property, HoursSumToDatesMonthsAndTotal) {
  EXPECT_TRUE(rc::check([] {
    const generators::EventSet set = *generators::event_sets();
    const SubjectAnswer answer = fold(set.copies, set.moments[*rc::gen::inRange(0, 9)]);
    Duration counted{0};
    for (const SessionAnswer& s : answer.sessions) {
      counted += length(s.counted);
      for (const auto& [activity, time] : s.counted_by_activity) counted += length(time);
    }
    for (const char* zone :
         {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
          "Asia/Kolkata", "Pacific/Chatham", "America/St_Johns"}) {
      for (const GroupBy group_by :
           {GroupBy::hour, GroupBy::date, GroupBy::month, GroupBy::total}) {
        const HoursQuery query{zone, group_by, Attribution::split, Timestamp{}, kEndOfTime};
        Duration sum{0};
        for (const auto& [key, time] : hours(answer, query)) sum += time;
        RC_ASSERT(sum == counted);
      }
    }
  }));
}

}  // namespace
}  // namespace muster::reference
