#include "api/hours.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "api/hours_query.h"
#include "api/session_parts.h"
#include "api/sessions.h"
#include "api/sheet_answer.h"
#include "projections/list_sessions.h"

namespace muster::api {
namespace {

using projections::ShownSession;
using projections::SubjectSeries;

struct RowName {
  Timestamp start;
  std::string label, kind, activity;
  friend auto operator<=>(const RowName&, const RowName&) = default;
};

struct Row {
  Timestamp end{};
  Duration time{};
};

// Time by bucket, kind and activity, as far as the query tells them apart.
class Table {
 public:
  Table(const HoursQuery& query, std::optional<std::string> activity)
      : query_(query), activity_(std::move(activity)), buckets_(query.zone, query.group, query.from, query.to) {}

  // What it has any use for. Named activities are parts of "": all of them, or none.
  projections::SubjectSeriesFilter filter() const {
    if (activity_ || query_.by_activity) return {query_.kind, activity_};
    return {query_.kind, ""};
  }

  // False: more rows than an answer has.
  bool add(Timestamp at, const SubjectSeries& series, Duration time) {
    if (time == Duration{}) return true;
    row_of(at, series).time += time;
    // Named activities are parts of "", so they don't add to it.
    if (series.activity == activity_.value_or("")) total_ += time;
    return rows_.size() <= kMostRows;
  }

  const std::map<RowName, Row>& rows() const { return rows_; }
  Duration total() const { return total_; }

 private:
  // The quarters of a series come one after the other: mostly it is the row of the one before.
  Row& row_of(Timestamp at, const SubjectSeries& series) {
    if (row_ != nullptr && buckets_.at(at) && series == series_) return *row_;
    const Bucket& bucket = buckets_.of(at);
    series_ = series;
    row_ = &rows_[{bucket.start, bucket.label, query_.by_kind ? series.kind.str() : "",
                   query_.by_activity ? series.activity : ""}];
    row_->end = bucket.end;
    return *row_;
  }

  const HoursQuery& query_;
  const std::optional<std::string> activity_;
  Buckets buckets_;
  std::map<RowName, Row> rows_;
  Duration total_{};
  SubjectSeries series_;  // of row_
  Row* row_ = nullptr;
};

bool add_quarters(const Reading& reading, const SubjectId& subject, const HoursQuery& query, Table& table) {
  return projections::subject_hours(
      reading.rows, reading.who.tenant, subject, table.filter(), query.quarters(), reading.as_of,
      [&](const SubjectSeries& series, projections::Quarter quarter, Duration time) {
        return table.add(projections::start_of_quarter(quarter), series, time);
      });
}

// A session counts whole on the local day it began.
bool add_whole(const ShownSession& shown, const HoursQuery& query, Table& table) {
  const Timestamp start = shown.view.started_at;
  if (start < query.from || start >= query.to) return true;
  const auto filter = table.filter();
  const auto add = [&](const std::string& activity, Duration time) {
    const SubjectSeries series{shown.stored.row.kind, activity};
    return !filter.admits(series) || table.add(start, series, time);
  };
  if (!add("", projections::total(shown.view.counted))) return false;
  for (const auto& [activity, components] : shown.vouched.by_activity) {
    if (activity.empty()) continue;
    if (!add(activity, projections::total(projections::presence_in(shown.view.counted, components)))) return false;
  }
  return true;
}

// One page of them: more is too many.
bool add_sessions(const Reading& reading, const SubjectId& subject, const HoursQuery& query, Table& table) {
  projections::ListRequest request;
  request.tenant = reading.who.tenant;
  request.filter.subject = subject;
  request.filter.kind = query.kind;
  request.filter.from = query.from;
  request.filter.to = query.to;
  request.as_of = reading.as_of;
  request.limit = kMostRows;
  const auto page = projections::list_sessions(reading.rows, request);
  const auto add = [&](const ShownSession& shown) { return add_whole(shown, query, table); };
  return !page.next && std::all_of(page.items.begin(), page.items.end(), add);
}

void append_row(std::string& out, const HoursQuery& query, const RowName& name, const Row& row) {
  JsonObjectWriter json(out);
  json.text("label", std::string_view{name.label});
  json.time("start", name.start);
  json.time("end", row.end);
  json.seconds("seconds", row.time);
  if (query.by_kind) json.text("kind", std::string_view{name.kind});
  if (query.by_activity) json.text("activity", std::string_view{name.activity});
}

Answer write(const Reading& reading, const SubjectId& subject, const HoursQuery& query, bool whole, const Table& table) {
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    json.text("subject", subject.view());
    write_hours_head(json, query);
    json.text("attribution", whole ? "start_day" : "split");
    answer.timeless(json, "as_of", reading.as_of);
    json.seconds("total_s", table.total());
    append_array(json.key("items"), table.rows(),
                 [&](std::string& out, const auto& row) { append_row(out, query, row.first, row.second); });
  });
}

constexpr std::array<std::string_view, 10> kColumns{"subject", "first_name", "last_name", "department", "label",
                                                    "start",   "end",        "hours",     "seconds",    "kind"};
constexpr std::array<std::string_view, 11> kColumnsWithActivity{"subject", "first_name", "last_name", "department",
                                                                "label",   "start",      "end",       "hours",
                                                                "seconds", "kind",       "activity"};

Result<Answer> write_sheet(const Reading& reading, const SubjectId& subject, const HoursQuery& query, const Table& table) {
  const Person person = person_of(reading.services, reading.who.tenant, subject);
  const auto columns = query.by_activity ? std::span<const std::string_view>(kColumnsWithActivity) : kColumns;
  return sheet_answer(reading, "hours", columns, query.zone, [&](Sheet& sheet) -> Status {
    for (const auto& [name, row] : table.rows()) {
      const std::array<Cell, kColumnsWithActivity.size()> cells{
          subject.view(), person.first_name, person.last_name, person.department, name.label, name.start, row.end,
          decimal_hours(row.time), static_cast<double>(row.time.count()) / 1000.0, name.kind, name.activity};
      if (auto status = sheet.add(std::span(cells).first(columns.size())); !status.ok()) return status;
    }
    return Done{};
  });
}

}  // namespace

Result<Answer> show_subject_hours(Reading& reading) {
  const auto subject = subject_of_path(reading);
  if (!subject.ok()) return subject.error();
  const auto zone = reading.services.directory.zone_of(reading.who.tenant, *subject);
  const HoursQuery query = read_hours_query(reading, zone, {"kind", "activity"}, "");
  const bool whole = reading.params.one_of("attribution", {"split", "start_day"}).value_or(0) == 1;
  if (whole && query.group == GroupBy::hour) {
    reading.params.fail("attribution", "out_of_range", ErrorClass::refused, "start_day goes with date, month and total.");
  }
  if (reading.params.error()) return *reading.params.error();
  Table table(query, reading.params.text("activity"));
  const bool all = whole ? add_sessions(reading, *subject, query, table) : add_quarters(reading, *subject, query, table);
  if (!all) return too_many_rows("Take a shorter range or a wider group_by.");
  if (is_sheet(reading.format)) return write_sheet(reading, *subject, query, table);
  return write(reading, *subject, query, whole, table);
}

}  // namespace muster::api
