#include "api/rollups.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "api/hours_query.h"
#include "api/session_parts.h"
#include "api/sheet_answer.h"
#include "projections/seen.h"

namespace muster::api {
namespace {

using projections::EndReason;
using projections::Grain;
using projections::QuarterTotals;
using projections::TenantSeries;

constexpr std::chrono::days kOccupancySpan{1};

// In the order of EndReason.
constexpr std::array<std::string_view, projections::kEndReasonCount> kEndedColumns{
    "ended_checkout", "ended_logout", "ended_admin", "ended_emergency", "ended_amended",
    "ended_expired",  "ended_auto_closed", "ended_evicted", "ended_lapsed"};

struct RowName {
  Timestamp start;
  std::string label, kind, place;
  friend auto operator<=>(const RowName&, const RowName&) = default;
};

struct Row {
  Timestamp end{};
  QuarterTotals totals;  // but for its subjects
  std::int64_t subjects = 0;
};

void add_totals(const QuarterTotals& more, QuarterTotals& to) {
  to.counted += more.counted;
  to.started += more.started;
  for (std::size_t i = 0; i < to.ended.size(); ++i) to.ended[i] += more.ended[i];
}

// The present is cut off where its quarter began, and the answer says so.
void floor_as_of(Reading& reading) {
  reading.as_of = projections::start_of_quarter(projections::quarter_of(reading.as_of));
}

projections::TenantSeriesFilter read_filter(const Params& params) {
  projections::TenantSeriesFilter filter;
  if (const std::string* kind = params.find("kind")) filter.kind = Kind{*kind};
  if (const std::string* place = params.find("place")) filter.place = PlaceId{*place};
  return filter;
}

// By what the distinct subjects of a row are kept; of a place they are kept by its kinds alone.
std::optional<Grain> grain_of(const HoursQuery& query, const projections::TenantSeriesFilter& filter) {
  if (query.group != GroupBy::hour) return std::nullopt;  // they don't add up
  const bool of_kind = query.by_kind || filter.kind, at_place = query.by_place || filter.place;
  if (at_place) return of_kind ? std::optional(Grain::kind_and_place) : std::nullopt;
  return of_kind ? Grain::kind : Grain::all;
}

// They are kept from the start of a UTC hour on: not for an hour of a zone that lies across two.
bool keeps_subjects(Timestamp start) { return start == projections::start_of_hour(projections::hour_of(start)); }

// Totals by bucket, kind and place, as far as the query tells them apart.
class Table {
 public:
  Table(const HoursQuery& query, std::optional<Grain> grain)
      : query_(query), grain_(grain), buckets_(query.zone, query.group, query.from, query.to) {}

  // False: more rows than an answer has.
  bool add(const TenantSeries& series, projections::Quarter quarter, const QuarterTotals& totals) {
    const Timestamp at = projections::start_of_quarter(quarter);
    if (totals.counted != Duration{} || totals.started != 0 || totals.ended != QuarterTotals{}.ended) {
      add_totals(totals, row_of(at, series).totals);
    }
    if (series.grain == grain_ && totals.subjects_so_far != 0 && keeps_subjects(buckets_.of(at).start)) {
      Row& row = row_of(at, series);
      row.subjects = std::max(row.subjects, totals.subjects_so_far);
    }
    return rows_.size() <= kMostRows;
  }

  bool has_subjects(const RowName& name) const { return grain_ && keeps_subjects(name.start); }

  const std::map<RowName, Row>& rows() const { return rows_; }

 private:
  // The quarters of a series come one after the other: mostly it is the row of the one before.
  Row& row_of(Timestamp at, const TenantSeries& series) {
    const Bucket& bucket = buckets_.of(at);
    if (row_ != nullptr && bucket.start == start_ && series == series_) return *row_;
    start_ = bucket.start;
    series_ = series;
    row_ = &rows_[{bucket.start, bucket.label, query_.by_kind ? series.kind.str() : "",
                   query_.by_place ? series.place.str() : ""}];
    row_->end = bucket.end;
    return *row_;
  }

  const HoursQuery& query_;
  const std::optional<Grain> grain_;  // of the subjects that it gives; empty: of none
  Buckets buckets_;
  std::map<RowName, Row> rows_;
  Timestamp start_{};  // of row_
  TenantSeries series_;
  Row* row_ = nullptr;
};

void write_place(JsonObjectWriter& json, std::string_view place) {
  place.empty() ? json.null("place") : json.text("place", place);
}

void append_row(std::string& out, const HoursQuery& query, const RowName& name, const Row& row, bool has_subjects) {
  JsonObjectWriter json(out);
  json.text("label", std::string_view{name.label});
  json.time("start", name.start);
  json.time("end", row.end);
  json.seconds("seconds", row.totals.counted);
  if (query.by_kind) json.text("kind", std::string_view{name.kind});
  if (query.by_place) write_place(json, name.place);
  json.integer("started", row.totals.started);
  {
    JsonObjectWriter ended(json.key("ended"));
    for (std::size_t i = 0; i < row.totals.ended.size(); ++i) {
      if (row.totals.ended[i] != 0) ended.integer(name_of(static_cast<EndReason>(i)), row.totals.ended[i]);
    }
  }
  has_subjects ? json.integer("subjects", row.subjects) : json.null("subjects");
}

Answer write(const Reading& reading, const HoursQuery& query, const Table& table) {
  Duration total{};
  for (const auto& [name, row] : table.rows()) total += row.totals.counted;
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    write_hours_head(json, query);
    json.text("attribution", "split");
    answer.timeless(json, "as_of", reading.as_of);
    json.seconds("total_s", total);
    append_array(json.key("items"), table.rows(), [&](std::string& out, const auto& row) {
      append_row(out, query, row.first, row.second, table.has_subjects(row.first));
    });
  });
}

std::vector<std::string_view> sheet_columns() {
  std::vector<std::string_view> names{"label", "start", "end", "hours", "seconds", "kind", "place", "started", "subjects"};
  for (const auto& name : kEndedColumns) names.push_back(name);
  return names;
}

Result<Answer> write_sheet(const Reading& reading, const HoursQuery& query, const Table& table) {
  return sheet_answer(reading, "hours", sheet_columns(), query.zone, [&](Sheet& sheet) -> Status {
    for (const auto& [name, row] : table.rows()) {
      std::vector<Cell> cells{name.label, name.start, row.end, decimal_hours(row.totals.counted),
                              static_cast<double>(row.totals.counted.count()) / 1000.0, name.kind, name.place,
                              static_cast<double>(row.totals.started),
                              table.has_subjects(name) ? Cell{static_cast<double>(row.subjects)} : Cell{}};
      for (const std::int64_t ended : row.totals.ended) cells.emplace_back(static_cast<double>(ended));
      if (auto status = sheet.add(cells); !status.ok()) return status;
    }
    return Done{};
  });
}

using OccupancyKey = std::tuple<Timestamp, std::string, std::string>;  // start, kind, place

void append_occupancy(std::string& out, const std::pair<const OccupancyKey, std::int64_t>& entry) {
  const auto& [start, kind, place] = entry.first;
  JsonObjectWriter json(out);
  json.time("start", start);
  json.text("kind", std::string_view{kind});
  write_place(json, place);
  json.integer("in", entry.second);
}

}  // namespace

Result<Answer> show_tenant_hours(Reading& reading) {
  if (auto status = reading.allowed(access::Action::read_rollups); !status.ok()) return status.error();
  const HoursQuery query = read_hours_query(reading, std::nullopt, {"kind", "place"}, "kind,place");
  const auto filter = read_filter(reading.params);
  if (reading.params.error()) return *reading.params.error();
  floor_as_of(reading);
  const auto grain = grain_of(query, filter);
  Table table(query, grain);
  const auto read = [&](const projections::TenantSeriesFilter& of) {
    return projections::tenant_hours(
        reading.rows, reading.who.tenant, of, query.quarters(), reading.as_of,
        [&](const auto& series, auto quarter, const auto& totals) { return table.add(series, quarter, totals); });
  };
  bool all = read(filter);
  if (grain && *grain != Grain::kind_and_place) all = all && read({filter.kind, {}, *grain});
  if (!all) return too_many_rows("Take a shorter range or a wider group_by, or name kind or place.");
  if (is_sheet(reading.format)) return write_sheet(reading, query, table);
  return write(reading, query, table);
}

Result<Answer> show_occupancy(Reading& reading) {
  if (auto status = reading.allowed(access::Action::read_rollups); !status.ok()) return status.error();
  HoursQuery query;
  read_range(reading, kOccupancySpan, query);
  const auto filter = read_filter(reading.params);
  if (reading.params.error()) return *reading.params.error();
  floor_as_of(reading);
  std::map<OccupancyKey, std::int64_t> in;
  const bool all = projections::tenant_hours(
      reading.rows, reading.who.tenant, filter, query.quarters(), reading.as_of,
      [&](const TenantSeries& series, projections::Quarter quarter, const QuarterTotals& totals) {
        if (totals.in != 0) in[{projections::start_of_quarter(quarter), series.kind.str(), series.place.str()}] = totals.in;
        return in.size() <= kMostRows;
      });
  if (!all) return too_many_rows("Take a shorter range, or name kind or place.");
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), in, append_occupancy);
    json.null("next_cursor");
    answer.timeless(json, "as_of", reading.as_of);
  });
}

}  // namespace muster::api
