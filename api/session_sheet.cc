#include "api/session_sheet.h"

#include <array>

#include <fmt/format.h>

#include "api/session_parts.h"
#include "api/sheet_answer.h"
#include "projections/flags.h"
#include "projections/places.h"
#include "schemas/enum_names.h"

namespace muster::api {
namespace {

using projections::SessionRow;
using projections::SessionView;
using projections::ShownSession;

constexpr std::size_t kPerPage = 1000;
constexpr int kMostPages = 64;  // each looks at kScannedAtMost entries at most

constexpr std::array<std::string_view, 29> kColumns{
    "subject",      "first_name",  "last_name",       "department", "session_id",    "kind",
    "status",       "end_reason",  "started_at",      "ended_at",   "last_seen_at",  "hours",
    "counted_s",    "activity",    "place_id",        "place",      "check_in_lat",  "check_in_lon",
    "check_in_verdict", "check_out_lat", "check_out_lon", "check_out_verdict", "device_id", "service_type",
    "notes",        "labels",      "flags",           "review",     "version"};

Cell time_or_empty(const std::optional<Timestamp>& time) { return time ? Cell{*time} : Cell{}; }
std::string_view view_of(const std::optional<std::string>& text) { return text ? std::string_view{*text} : std::string_view{}; }
double seconds(Duration time) { return static_cast<double>(time.count()) / 1000.0; }

std::string joined(const std::map<std::string, std::string>& labels) {
  std::string out;
  for (const auto& [name, value] : labels) out += fmt::format("{}{}={}", out.empty() ? "" : "; ", name, value);
  return out;
}

std::string flags_of(const SessionView& view) {
  std::string out;
  for (const auto& flag : view.flags) out += fmt::format("{}{}", out.empty() ? "" : " ", name_of(flag.name));
  return out;
}

// lat, lon and the verdict of a fix.
std::array<Cell, 3> judged(const std::optional<Position>& position, const SessionRow& row) {
  if (!position) return {};
  if (!row.place) return {position->lat, position->lon, Cell{}};
  const auto check = projections::check_place(*row.place, *position, row.policy.accuracy_max_m);
  return {position->lat, position->lon, std::string_view{name_of(check.verdict)}};
}

Status add_row(Sheet& sheet, const Reading& reading, const ShownSession& shown) {
  const SessionRow& row = shown.stored.row;
  const SessionView& view = shown.view;
  const Person person = person_of(reading.services, reading.who.tenant, row.subject);
  const std::string labels = joined(row.labels), flags = flags_of(view);
  const auto in = judged(row.check_in_position, row);
  const auto out = judged(view.ended_at ? row.check_out_position : std::nullopt, row);
  const Duration counted = projections::total(view.counted);
  const std::string_view place_id = row.place ? row.place->place_id.view() : std::string_view{};
  const std::array<Cell, kColumns.size()> cells{
      row.subject.view(), person.first_name, person.last_name, person.department, row.id.view(), row.kind.view(),
      std::string_view{name_of(view.status)}, std::string_view{view.end_reason ? name_of(*view.end_reason) : ""},
      view.started_at, time_or_empty(view.ended_at), view.last_seen_at, decimal_hours(counted), seconds(counted),
      std::string_view{row.activity}, place_id, row.place ? std::string_view{row.place->name} : std::string_view{},
      in[0], in[1], in[2], out[0], out[1], out[2],
      row.device ? std::string_view{row.device->device_id} : std::string_view{}, view_of(row.service_type), view_of(row.notes),
      std::string_view{labels}, std::string_view{flags}, std::string_view{name_of(view.review)},
      std::string_view{shown.stored.version}};
  return sheet.add(cells);
}

// Every session of all pages.
Status each_session(const Reading& reading, projections::ListRequest request,
                    const std::function<Status(const ShownSession&)>& each) {
  request.limit = kPerPage;
  for (int page = 0; page < kMostPages; ++page) {
    auto found = projections::list_sessions(reading.rows, request);
    for (const ShownSession& shown : found.items) {
      if (auto status = each(shown); !status.ok()) return status;
    }
    if (!found.next) return Done{};
    request.after = std::move(found.next);
  }
  return too_many_rows("Too many sessions would have to be looked through: take a shorter range, or filter.");
}

}  // namespace

Result<Answer> session_sheet(const Reading& reading, projections::ListRequest request) {
  return sheet_answer(reading, "sessions", kColumns, Zone::utc(), [&](Sheet& sheet) {
    return each_session(reading, std::move(request), [&](const ShownSession& shown) { return add_row(sheet, reading, shown); });
  });
}

Result<Answer> session_sheet(const Reading& reading, const ShownSession& shown) {
  return sheet_answer(reading, "session", kColumns, Zone::utc(), [&](Sheet& sheet) { return add_row(sheet, reading, shown); });
}

}  // namespace muster::api
