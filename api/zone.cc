#include "api/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
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

// One that the clocks skip stands for the instant of the skip.
Timestamp midnight(const date::time_zone& rules, date::local_days day) {
  return date::floor<Duration>(rules.to_sys(day, date::choose::earliest));
}

// From midnight to midnight.
Labelled days_of(Local local, GroupBy group, const date::time_zone& rules) {
  const date::local_days day = date::floor<date::days>(local);
  const date::year_month_day ymd{day};
  if (group == GroupBy::date) return {date_label(ymd), {midnight(rules, day), midnight(rules, day + date::days{1})}};
  const date::year_month month{ymd.year(), ymd.month()};
  const date::year_month after = month + date::months{1};
  return {date_label(ymd).substr(0, 7), {midnight(rules, date::local_days{month / 1}), midnight(rules, date::local_days{after / 1})}};
}

LocalDay day_of(const date::time_zone& rules, date::local_days day) {
  return {{date_label(date::year_month_day{day}), next_quarter(midnight(rules, day)), next_quarter(midnight(rules, day + date::days{1}))}};
}

std::optional<date::local_days> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t size) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data() + from, text.data() + from + size, value);
    return error == std::errc{} && end == text.data() + from + size && text[from] != '-' ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1 || month < 0 || day < 0) return std::nullopt;
  const date::year_month_day date{date::year{year}, date::month{static_cast<unsigned>(month)}, date::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return date::local_days{date};
}

LocalSpan month_of(const date::time_zone& rules, date::year_month month) {
  const auto first = [&](date::year_month of) { return next_quarter(midnight(rules, date::local_days{of / 1})); };
  return {date_label(month / 1).substr(0, 7), first(month), first(month + date::months{1})};
}

std::chrono::seconds offset_of(const Zone& zone, Timestamp t) {
  return zone.rules().get_info(date::floor<std::chrono::seconds>(t)).offset;
}

}  // namespace

std::chrono::milliseconds wall_time(const Zone& zone, Timestamp t) { return t.time_since_epoch() + offset_of(zone, t); }

std::string format_local(const Zone& zone, Timestamp t) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(offset_of(zone, t)).count();
  std::string out = format_rfc3339(Timestamp{wall_time(zone, t)});
  if (minutes == 0) return out;
  out.pop_back();
  return out + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
}

Result<LocalDay> local_day(const Zone& zone, std::string_view date) {
  const auto day = parse_date(date);
  if (!day) return Error{"bad_parameter", ErrorClass::invalid, "/date", "A date, such as 2026-11-21."};
  return day_of(zone.rules(), *day);
}

LocalDay local_day(const Zone& zone, Timestamp at) {
  return day_of(zone.rules(), date::floor<date::days>(Local{wall_time(zone, at)}));
}

LocalDay day_before(const Zone& zone, const LocalDay& day) {
  return day_of(zone.rules(), *parse_date(day.label) - date::days{1});
}

Result<LocalSpan> local_month(const Zone& zone, std::string_view month) {
  const auto first = parse_date(std::string(month) + "-01");
  if (!first) return Error{"bad_parameter", ErrorClass::invalid, "/month", "A month, such as 2026-11."};
  const date::year_month_day day{*first};
  return month_of(zone.rules(), day.year() / day.month());
}

LocalSpan local_month(const Zone& zone, Timestamp at) {
  const date::year_month_day day{date::floor<date::days>(Local{wall_time(zone, at)})};
  return month_of(zone.rules(), day.year() / day.month());
}

Timestamp at_wall(const Zone& zone, const LocalDay& day, std::chrono::minutes since_midnight) {
  return date::floor<Duration>(zone.rules().to_sys(*parse_date(day.label) + since_midnight, date::choose::earliest));
}

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
