#include "api/hours.h"

#include <map>
#include <tuple>
#include <utility>

#include "api/hours_query.h"
#include "api/session_parts.h"
#include "api/sessions.h"
#include "projections/list_sessions.h"

namespace muster::api {
namespace {

using projections::ShownSession;

constexpr std::size_t kSessionsAPage = 1000;

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

  bool wants(const Kind& kind, const std::string& activity) const {
    if (query_.kind && kind != *query_.kind) return false;
    return activity_ ? activity == *activity_ : query_.by_activity || activity.empty();
  }

  void add(Timestamp at, const Kind& kind, const std::string& activity, Duration time) {
    if (time == Duration{} || !wants(kind, activity)) return;
    const Bucket& bucket = buckets_.of(at);
    Row& row = rows_[{bucket.start, bucket.label, query_.by_kind ? kind.str() : "", query_.by_activity ? activity : ""}];
    row.end = bucket.end;
    row.time += time;
    // Named activities are parts of "", so they don't add to it.
    if (activity == activity_.value_or("")) total_ += time;
  }

  const std::map<RowName, Row>& rows() const { return rows_; }
  Duration total() const { return total_; }

 private:
  const HoursQuery& query_;
  const std::optional<std::string> activity_;
  Buckets buckets_;
  std::map<RowName, Row> rows_;
  Duration total_{};
};

void add_quarters(const Reading& reading, const SubjectId& subject, const HoursQuery& query, Table& table) {
  const auto all = projections::subject_hours(reading.rows, reading.who.tenant, subject, query.quarters(), reading.as_of);
  for (const auto& series : all) {
    if (!table.wants(series.kind, series.activity)) continue;
    for (const auto& [quarter, time] : series.counted) {
      table.add(projections::start_of_quarter(quarter), series.kind, series.activity, time);
    }
  }
}

// A session counts whole on the local day it began.
void add_whole(const ShownSession& shown, const HoursQuery& query, Table& table) {
  const Timestamp start = shown.view.started_at;
  if (start < query.from || start >= query.to) return;
  const Kind& kind = shown.stored.row.kind;
  table.add(start, kind, "", projections::total(shown.view.counted));
  for (const auto& [activity, components] : shown.vouched.by_activity) {
    if (activity.empty()) continue;
    table.add(start, kind, activity, projections::total(projections::presence_in(shown.view.counted, components)));
  }
}

void add_sessions(const Reading& reading, const SubjectId& subject, const HoursQuery& query, Table& table) {
  projections::ListRequest request;
  request.tenant = reading.who.tenant;
  request.filter.subject = subject;
  request.filter.kind = query.kind;
  request.filter.from = query.from;
  request.filter.to = query.to;
  request.as_of = reading.as_of;
  request.limit = kSessionsAPage;
  do {
    const auto page = projections::list_sessions(reading.rows, request);
    for (const ShownSession& shown : page.items) add_whole(shown, query, table);
    request.after = page.next;
  } while (request.after);
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
  whole ? add_sessions(reading, *subject, query, table) : add_quarters(reading, *subject, query, table);
  if (table.rows().size() > kMostRows) return too_many_rows("Take a shorter range or a wider group_by.");
  return write(reading, *subject, query, whole, table);
}

}  // namespace muster::api
