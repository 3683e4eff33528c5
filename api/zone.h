// Local time: what a quarter hour is called in a zone, and the buckets that quarters add up to
// (docs/semantics.md, Hours). A quarter belongs to the label of its start. Zones are plain values, usable
// from any thread; Buckets belong to one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "projections/edges.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace date {
class time_zone;
}

namespace muster::api {

class Zone {
 public:
  // By IANA name. error: unknown_zone (refused)
  static Result<Zone> find(std::string_view name);
  static Zone utc();

  const std::string& name() const { return name_; }
  const date::time_zone& rules() const { return *rules_; }

 private:
  Zone(std::string name, const date::time_zone* rules) : name_(std::move(name)), rules_(rules) {}
  std::string name_;
  const date::time_zone* rules_;  // lives as long as the process
};

// RFC 3339 with milliseconds and the zone's offset then; of UTC with Z.
std::string format_local(const Zone& zone, Timestamp t);
// The wall's time as milliseconds since 1970 on the same wall: what spreadsheets count.
std::chrono::milliseconds wall_time(const Zone& zone, Timestamp t);

// A date of a zone, or a month: the quarters that begin on it.
struct LocalSpan {
  std::string label;  // 2026-11-21, 2026-11
  Timestamp start{}, end{};
};
struct LocalDay : LocalSpan {};  // a date
// errors, where = /date: bad_parameter (invalid): not a date
Result<LocalDay> local_day(const Zone& zone, std::string_view date);
LocalDay local_day(const Zone& zone, Timestamp at);
LocalDay day_before(const Zone& zone, const LocalDay& day);
// Likewise a month, "2026-11". errors, where = /month: bad_parameter (invalid): not a month
Result<LocalSpan> local_month(const Zone& zone, std::string_view month);
LocalSpan local_month(const Zone& zone, Timestamp at);
// When the wall shows that time of the date: the first time where it does so twice, the skip where it never does.
Timestamp at_wall(const Zone& zone, const LocalDay& day, std::chrono::minutes since_midnight);

enum class GroupBy : std::uint8_t { hour, date, month, total };
const char* name_of(GroupBy g);

struct Bucket {
  std::string label;  // 2026-10-25T02:00+02:00 | 2026-10-25 | 2026-10 | total
  Timestamp start{};  // first quarter of the label, not before the range
  Timestamp end{};
};

class Buckets {
 public:
  Buckets(Zone zone, GroupBy group, Timestamp from, Timestamp to);

  // The bucket of an instant within the range. Valid until the next call; rising instants are cheap.
  const Bucket& of(Timestamp t);
  // Whether that call gave the bucket that `t` is in.
  bool at(Timestamp t) const { return valid_from_ <= t && t < valid_to_; }

 private:
  void look_up(Timestamp t);

  Zone zone_;
  GroupBy group_;
  Timestamp from_, to_;
  Bucket bucket_;
  Timestamp valid_from_{}, valid_to_{};  // while these hold t, bucket_ is its bucket
};

}  // namespace muster::api
