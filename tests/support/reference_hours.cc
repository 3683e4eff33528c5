#include "tests/support/reference_hours.h"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "tests/support/reference/intervals.h"
#include "tests/support/reference_rollup.h"

namespace muster::reference {

std::string label_of(Timestamp t, const HoursQuery& query) {
  if (query.group_by == GroupBy::total) return "";
  const auto info = date::locate_zone(query.zone)->get_info(t);
  const auto wall = t + info.offset;
  const date::year_month_day day{date::floor<date::days>(wall)};
  const int year = static_cast<int>(day.year());
  const unsigned month = static_cast<unsigned>(day.month());
  if (query.group_by == GroupBy::month) return fmt::format("{:04}-{:02}", year, month);
  const std::string date =
      fmt::format("{:04}-{:02}-{:02}", year, month, static_cast<unsigned>(day.day()));
  if (query.group_by == GroupBy::date) return date;
  const auto hour = std::chrono::floor<std::chrono::hours>(wall - date::floor<date::days>(wall));
  const long minutes = info.offset.count() / 60;
  return fmt::format("{}T{:02}:00{}{:02}:{:02}", date, hour.count(), minutes < 0 ? '-' : '+',
                     std::labs(minutes) / 60, std::labs(minutes) % 60);
}

std::map<HoursKey, Duration> hours(const SubjectAnswer& answer, const HoursQuery& query) {
  std::map<HoursKey, Duration> out;
  const auto add = [&](const SessionAnswer& s, const std::string& activity, const Intervals& time) {
    if (query.attribution == Attribution::start_day) {
      const bool began_within = query.from <= s.started_at && s.started_at < query.to;
      if (began_within) out[{label_of(s.started_at, query), s.kind, activity}] += length(time);
      return;
    }
    for (const Interval& i : clip(time, query.from, query.to)) {
      for (Timestamp q = floor_to(i.start, kQuarter); q < i.end; q += kQuarter) {
        const Duration part = std::min(i.end, q + kQuarter) - std::max(i.start, q);
        out[{label_of(q, query), s.kind, activity}] += part;
      }
    }
  };
  for (const SessionAnswer& s : answer.sessions) {
    add(s, "", s.counted);
    for (const auto& [activity, time] : s.counted_by_activity) add(s, activity, time);
  }
  std::erase_if(out, [](const auto& bucket) { return bucket.second == Duration{0}; });
  return out;
}

}  // namespace muster::reference
