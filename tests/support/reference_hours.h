// Hours of one subject by local hour, date, month or in total (docs/semantics.md, Hours), from session rows.
// Pure but for the zone database; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "tests/support/reference_fold.h"

namespace muster::reference {

enum class GroupBy { hour, date, month, total };
enum class Attribution {
  split,      // time counts where it lies; a quarter goes to the local label of its start
  start_day,  // a session counts whole on the local day it began; not by hour
};

struct HoursQuery {
  std::string zone = "UTC";  // IANA name; an unknown one throws
  GroupBy group_by = GroupBy::date;
  Attribution attribution = Attribution::split;
  Timestamp from{}, to{};  // on quarter hours; start_day asks for sessions that began within
};

struct HoursKey {
  std::string label;  // 2026-10-25T02:00+02:00, 2026-10-25, 2026-10; "" for total
  Kind kind;
  std::string activity;  // "" is all counted time
  friend auto operator<=>(const HoursKey&, const HoursKey&) = default;
};

// Empty buckets are absent.
std::map<HoursKey, Duration> hours(const SubjectAnswer& answer, const HoursQuery& query);

std::string label_of(Timestamp t, const HoursQuery& query);

}  // namespace muster::reference
