#include "api/rollups.h"

#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "api/hours_query.h"
#include "api/session_parts.h"

namespace muster::api {
namespace {

using projections::EndReason;
using projections::QuarterTotals;
using projections::TenantHours;

constexpr std::chrono::days kOccupancySpan{1};

struct RowName {
  Timestamp start;
  std::string label, kind, place;
  friend auto operator<=>(const RowName&, const RowName&) = default;
};

struct Row {
  Timestamp end{};
  QuarterTotals totals;
};

void add(const QuarterTotals& more, QuarterTotals& to) {
  to.counted += more.counted;
  to.started += more.started;
  for (std::size_t i = 0; i < to.ended.size(); ++i) to.ended[i] += more.ended[i];
}

// The present is cut off where its quarter began, and the answer says so.
void floor_as_of(Reading& reading) {
  reading.as_of = projections::start_of_quarter(projections::quarter_of(reading.as_of));
}

class Filter {
 public:
  explicit Filter(const Params& params) : kind_(params.text("kind")), place_(params.text("place")) {}
  bool admits(const TenantHours& series) const {
    return (!kind_ || series.kind.str() == *kind_) && (!place_ || series.place.str() == *place_);
  }

 private:
  std::optional<std::string> kind_, place_;
};

std::map<RowName, Row> rows_of(const std::vector<TenantHours>& all, const HoursQuery& query, const Filter& filter) {
  std::map<RowName, Row> rows;
  for (const TenantHours& series : all) {
    if (!filter.admits(series)) continue;
    Buckets buckets(query.zone, query.group, query.from, query.to);
    for (const auto& [quarter, totals] : series.quarters) {
      if (totals.counted == Duration{} && totals.started == 0 && totals.ended == QuarterTotals{}.ended) continue;
      const Bucket& bucket = buckets.of(projections::start_of_quarter(quarter));
      Row& row = rows[{bucket.start, bucket.label, query.by_kind ? series.kind.str() : "",
                       query.by_place ? series.place.str() : ""}];
      row.end = bucket.end;
      add(totals, row.totals);
    }
  }
  return rows;
}

void write_place(JsonObjectWriter& json, std::string_view place) {
  place.empty() ? json.null("place") : json.text("place", place);
}

void append_row(std::string& out, const HoursQuery& query, const RowName& name, const Row& row) {
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
  json.null("subjects");  // not kept
}

Answer write(const Reading& reading, const HoursQuery& query, const std::map<RowName, Row>& rows) {
  Duration total{};
  for (const auto& [name, row] : rows) total += row.totals.counted;
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    write_hours_head(json, query);
    json.text("attribution", "split");
    answer.timeless(json, "as_of", reading.as_of);
    json.seconds("total_s", total);
    append_array(json.key("items"), rows,
                 [&](std::string& out, const auto& row) { append_row(out, query, row.first, row.second); });
  });
}

using OccupancyKey = std::tuple<Timestamp, std::string, std::string>;  // start, kind, place

std::map<OccupancyKey, std::int64_t> occupancy(const std::vector<TenantHours>& all, const Filter& filter) {
  std::map<OccupancyKey, std::int64_t> in;
  for (const TenantHours& series : all) {
    if (!filter.admits(series)) continue;
    for (const auto& [quarter, totals] : series.quarters) {
      if (totals.in != 0) in[{projections::start_of_quarter(quarter), series.kind.str(), series.place.str()}] = totals.in;
    }
  }
  return in;
}

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
  if (auto status = reading.allowed(access::Action::read_tenant); !status.ok()) return status.error();
  const HoursQuery query = read_hours_query(reading, std::nullopt, {"kind", "place"}, "kind,place");
  if (reading.params.error()) return *reading.params.error();
  floor_as_of(reading);
  const auto all = projections::tenant_hours(reading.rows, reading.who.tenant, query.quarters(), reading.as_of);
  const auto rows = rows_of(all, query, Filter(reading.params));
  if (rows.size() > kMostRows) return too_many_rows("Take a shorter range or a wider group_by.");
  return write(reading, query, rows);
}

Result<Answer> show_occupancy(Reading& reading) {
  if (auto status = reading.allowed(access::Action::read_tenant); !status.ok()) return status.error();
  HoursQuery query;
  read_range(reading, kOccupancySpan, query);
  if (reading.params.error()) return *reading.params.error();
  floor_as_of(reading);
  const auto all = projections::tenant_hours(reading.rows, reading.who.tenant, query.quarters(), reading.as_of);
  const auto in = occupancy(all, Filter(reading.params));
  if (in.size() > kMostRows) return too_many_rows("Take a shorter range, or name kind or place.");
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), in, append_occupancy);
    json.null("next_cursor");
    answer.timeless(json, "as_of", reading.as_of);
  });
}

}  // namespace muster::api
