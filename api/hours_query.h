// What calls about hours ask for: a range on quarter hours, a zone, and how rows are told apart.
// One thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "api/reading.h"
#include "api/zone.h"
#include "projections/hours.h"

namespace muster::api {

inline constexpr std::chrono::days kLongestRange{3660};

struct HoursQuery {
  Timestamp from{}, to{};
  Zone zone = Zone::utc();
  GroupBy group = GroupBy::date;
  std::optional<Kind> kind;
  bool by_kind = false;
  bool by_activity = false;
  bool by_place = false;

  projections::QuarterRange quarters() const;
};

// `from` and `to`; `to` is by default the end of the quarter that holds as_of, `from` `span` before it.
// errors: unaligned_range, out_of_range (refused), kept in reading.params
void read_range(Reading& reading, std::chrono::days span, HoursQuery& out);

// Range, tz, group_by, kind and split_by (of `splits`, several with commas; else `by_default`).
// `zone`: used where none is asked for. errors: kept in reading.params
HoursQuery read_hours_query(Reading& reading, const std::optional<std::string>& zone,
                            std::initializer_list<std::string_view> splits, std::string_view by_default);

// tz, from, to, group_by: the head of an answer.
void write_hours_head(JsonObjectWriter& json, const HoursQuery& query);

}  // namespace muster::api
