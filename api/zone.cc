#include "api/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

namespace muster::api {
namespace {

constexpr std::array<const char*, 4> kGroupNames{"hour", "date", "month", "total"};

using Local = date::local_time<Duration>;

// The first quarter that starts at or after t.
Timestamp next_quarter(Timestamp t) {
  const auto floor = projections::start_of_quarter(projections::quarter_of(t));
  return floor == t ? t : floor + projections::kQuarter;
}

struct Span {
  Timestamp start, end;
};

struct Labelled {
  std::string label;
  Span span;
};

// How long the offset that holds at t holds. What the calendar can't express is cut off.
Span period_of_rule(const date::time_zone& rules, Timestamp t) {
  const date::sys_info info = rules.get_info(date::floor<std::chrono::seconds>(t));
  const auto bounded = [](date::sys_seconds s) {
    constexpr std::chrono::seconds kFar{1'000'000'000'000};
    return Timestamp{std::clamp(s.time_since_epoch(), -kFar, kFar)};
  };
  return {bounded(info.begin), bounded(info.end)};
}

std::string date_label(const date::year_month_day& day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

// The wall hour and its offset: the hour that comes twice has two labels, and one that is cut by a
// change of the clocks is as long as it was.
Labelled hour_of(Local local, std::chrono::seconds offset, const Span& rule) {
  const Local hour = date::floor<std::chrono::hours>(local);
  const auto day = date::floor<date::days>(hour);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(offset).count();
  const Timestamp start{hour.time_since_epoch() - offset};
  return {fmt::format("{}T{:02}:00{}{:02}:{:02}", date_label(date::year_month_day{day}),
                      std::chrono::duration_cast<std::chrono::hours>(hour - day).count(),
                      minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60),
          {std::max(start, rule.start), std::min<Timestamp>(start + std::chrono::hours{1}, rule.end)}};
}

// From midnight to midnight; a midnight that the clocks skip stands for the instant of the skip.
Labelled days_of(Local local, GroupBy group, const date::time_zone& rules) {
  const auto at = [&](date::local_days day) {
    return date::floor<Duration>(rules.to_sys(day, date::choose::earliest));
  };
  const date::local_days day = date::floor<date::days>(local);
  const date::year_month_day ymd{day};
  if (group == GroupBy::date) return {date_label(ymd), {at(day), at(day + date::days{1})}};
  const date::year_month month{ymd.year(), ymd.month()};
  const date::year_month after = month + date::months{1};
  return {date_label(ymd).substr(0, 7), {at(date::local_days{month / 1}), at(date::local_days{after / 1})}};
}

}  // namespace

Result<Zone> Zone::find(std::string_view name) {
  try {
    return Zone(std::string(name), date::locate_zone(name));
  } catch (const std::runtime_error&) {
    return Error{"unknown_zone", ErrorClass::refused, "/tz", "Name a zone of the IANA list, such as Europe/Berlin."};
  }
}

Zone Zone::utc() { return Zone("UTC", date::locate_zone("Etc/UTC")); }

const char* name_of(GroupBy g) { return kGroupNames[static_cast<std::size_t>(g)]; }

Buckets::Buckets(Zone zone, GroupBy group, Timestamp from, Timestamp to)
    : zone_(std::move(zone)), group_(group), from_(from), to_(to) {
  if (group_ != GroupBy::total) return;
  bucket_ = {"total", from, to};
  valid_from_ = from;
  valid_to_ = to;
}

const Bucket& Buckets::of(Timestamp t) {
  if (t < valid_from_ || t >= valid_to_) look_up(t);
  return bucket_;
}

void Buckets::look_up(Timestamp t) {
  const Span rule = period_of_rule(zone_.rules(), t);
  const std::chrono::seconds offset = zone_.rules().get_info(date::floor<std::chrono::seconds>(t)).offset;
  const Local local{(t + offset).time_since_epoch()};
  const Labelled found = group_ == GroupBy::hour ? hour_of(local, offset, rule)
                                                 : days_of(local, group_, zone_.rules());
  bucket_.label = found.label;
  bucket_.start = std::max(next_quarter(found.span.start), from_);
  bucket_.end = std::min(next_quarter(found.span.end), to_);
  valid_from_ = std::max(found.span.start, rule.start);
  valid_to_ = std::min(found.span.end, rule.end);
}

}  // namespace muster::api
