#include "api/reports.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "api/sheet_answer.h"
#include "api/subjects_seen.h"
#include "projections/hours.h"
#include "projections/list_sessions.h"

namespace muster::api {
namespace {

using projections::FlagName;
using projections::ShownSession;

constexpr std::array<std::string_view, 10> kColumns{"subject",  "first_name", "last_name", "department", "first_in",
                                                    "last_out", "hours",      "sessions",  "visits",     "flags"};

// Of one report: a month of 10,000 people who come every day is a third of it, and takes some seconds.
constexpr std::size_t kMostSessions = 1'000'000;
constexpr std::size_t kMostLookedAt = 1'500'000;  // of the tenant, those of others too: their rows are not read

// What a person's sessions of the date say; hours come from the rollups.
struct Row {
  Timestamp first_in = kEndOfTime;
  std::optional<Timestamp> last_out;
  bool in = false;  // one of them goes on
  std::int64_t sessions = 0, visits = 0;
  std::set<FlagName> flags;

  void add(const ShownSession& shown) {
    first_in = std::min(first_in, shown.view.started_at);
    if (shown.view.ended_at) last_out = std::max(last_out.value_or(*shown.view.ended_at), *shown.view.ended_at);
    in = in || !shown.view.ended_at;
    ++sessions;
    if (shown.stored.row.place) ++visits;
    for (const auto& flag : shown.view.flags) flags.insert(flag.name);
  }

  std::optional<Timestamp> left_at() const { return in ? std::nullopt : last_out; }
};

using Rows = std::map<SubjectId, Row>;

// A report of a date, or of a month: the parameter and the field that say which.
struct Period {
  std::string_view name;
  LocalSpan span;
};

Result<Rows> rows_of(Reading& reading, const LocalSpan& span) {
  projections::ListRequest request;
  request.tenant = reading.who.tenant;
  request.filter.subjects = subjects_seen(reading.who, access::Action::read_tenant, reading.services.directory, {{}, reading.params.text("department")});
  request.filter.from = span.start;
  request.filter.to = span.end;
  request.as_of = reading.as_of;
  request.live = reading.live;
  request.scan_at_most = kMostLookedAt;
  Rows rows;
  std::size_t sessions = 0;
  const bool all = projections::for_each_session(reading.rows, request, [&](ShownSession&& shown) {
    rows[shown.place.subject].add(shown);
    return ++sessions <= kMostSessions && rows.size() <= kMostSheetRows;
  });
  if (all && sessions <= kMostSessions && rows.size() <= kMostSheetRows) return rows;
  return Error{"too_many_rows", ErrorClass::refused, "", fmt::format("At most {} people a report, and {} sessions: name a department.", kMostSheetRows, kMostSessions)};
}

// As the hours of the subject are on that date.
Duration counted(const Reading& reading, const SubjectId& subject, const LocalSpan& span) {
  Duration sum{};
  projections::subject_hours(reading.rows, reading.who.tenant, subject, {std::nullopt, ""},
                             {projections::quarter_of(span.start), projections::quarter_of(span.end)}, reading.as_of,
                             [&](const auto&, auto, Duration time) {
                               sum += time;
                               return true;
                             });
  return sum;
}

void time_or_null(JsonObjectWriter& json, std::string_view name, const std::optional<Timestamp>& time) {
  time ? json.time(name, *time) : json.null(name);
}

void append_row(std::string& out, const Reading& reading, const LocalSpan& span, const SubjectId& subject, const Row& row) {
  const Person person = person_of(reading.services, reading.who.tenant, subject);
  JsonObjectWriter json(out);
  json.text("subject", subject.view());
  json.text("first_name", std::string_view{person.first_name});
  json.text("last_name", std::string_view{person.last_name});
  json.text("department", std::string_view{person.department});
  json.time("first_in", row.first_in);
  time_or_null(json, "last_out", row.left_at());
  json.number("hours", decimal_hours(counted(reading, subject, span)));
  json.integer("sessions", row.sessions);
  json.integer("visits", row.visits);
  append_array(json.key("flags"), row.flags, [](std::string& list, FlagName flag) { append_json_string(list, name_of(flag)); });
}

Answer write_json(const Reading& reading, const Period& period, const Zone& zone, const Rows& rows) {
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    json.text(period.name, std::string_view{period.span.label});
    json.text("tz", std::string_view{zone.name()});
    append_array(json.key("items"), rows,
                 [&](std::string& out, const auto& row) { append_row(out, reading, period.span, row.first, row.second); });
    json.null("next_cursor");
    answer.timeless(json, "as_of", reading.as_of);
  });
}

Status add_row(Sheet& sheet, const Reading& reading, const LocalSpan& span, const SubjectId& subject, const Row& row) {
  const Person person = person_of(reading.services, reading.who.tenant, subject);
  std::string flags;
  for (const FlagName flag : row.flags) flags += fmt::format("{}{}", flags.empty() ? "" : " ", name_of(flag));
  const auto out = row.left_at();
  const std::array<Cell, kColumns.size()> cells{
      subject.view(), person.first_name, person.last_name, person.department, row.first_in, out ? Cell{*out} : Cell{},
      decimal_hours(counted(reading, subject, span)), static_cast<double>(row.sessions), static_cast<double>(row.visits),
      std::string_view{flags}};
  return sheet.add(cells);
}

Result<Zone> zone_of(const Reading& reading) {
  const std::string* name = reading.params.find("tz");
  return name == nullptr ? Zone::utc() : Zone::find(*name);
}

Result<LocalSpan> span_asked(const Reading& reading, const Zone& zone, bool month) {
  const std::string* named = reading.params.find(month ? "month" : "date");
  if (named == nullptr) return month ? local_month(zone, reading.as_of) : local_day(zone, reading.as_of);
  if (month) return local_month(zone, *named);
  auto day = local_day(zone, *named);
  if (!day.ok()) return day.error();
  return LocalSpan(std::move(day).value());
}

Result<Answer> show_report(Reading& reading, bool month) {
  if (auto status = may_list(reading.who, access::Action::read_tenant); !status.ok()) return status.error();
  const auto zone = zone_of(reading);
  if (!zone.ok()) return zone.error();
  auto span = span_asked(reading, *zone, month);
  if (!span.ok()) return span.error();
  if (reading.params.error()) return *reading.params.error();
  const Period period{month ? "month" : "date", std::move(span).value()};
  const auto rows = rows_of(reading, period.span);
  if (!rows.ok()) return rows.error();
  if (!is_sheet(reading.format)) return write_json(reading, period, *zone, *rows);
  return sheet_answer(reading, (month ? "monthly-" : "daily-") + period.span.label, kColumns, *zone, [&](Sheet& sheet) -> Status {
    for (const auto& [subject, row] : *rows) {
      if (auto status = add_row(sheet, reading, period.span, subject, row); !status.ok()) return status;
    }
    return Done{};
  });
}

}  // namespace

Result<Answer> show_daily_report(Reading& reading) { return show_report(reading, false); }
Result<Answer> show_monthly_report(Reading& reading) { return show_report(reading, true); }

}  // namespace muster::api
