// Components: what pings and check-ins vouch for, as a union of half-open intervals (docs/semantics.md,
// Liveness). The union is order-free, idempotent and mergeable. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/container/flat_map.hpp>

#include "schemas/named.h"
#include "schemas/time.h"

namespace muster::projections {

// Before every event: times of events are RFC 3339, so none is of an earlier year than 1.
inline constexpr Timestamp kBeginning = from_ms(-62'135'596'800'000);

struct Interval {
  Timestamp start, end;
  friend bool operator==(const Interval&, const Interval&) = default;
};

struct Component {
  Timestamp start;       // least t of its vouchers
  Timestamp alive_to;    // greatest t + next_ping + grace
  Timestamp counted_to;  // greatest t + next_ping
  friend bool operator==(const Component&, const Component&) = default;
};

// Sorted by start; neither overlapping nor touching.
using Components = std::vector<Component>;

// Adds one voucher (or component); merges what overlaps or touches. False if nothing changed; a
// voucher of no length changes nothing.
bool merge(Components& into, const Component& c);
void merge(Components& into, const Components& others);

// What lies at or after `from`, components that begin before it cut there.
Components cut_before(const Components& all, Timestamp from);

// The component whose [start, alive_to) holds t, or null.
const Component* component_at(const Components& all, Timestamp t);

// The last component with start <= t, or null.
const Component* last_begun(const Components& all, Timestamp t);

// Who vouched: pings, or check-ins of one kind (check-ins of another kind than the first one of
// their id do not vouch, and which is first may change). Activity "" holds every voucher of the lane.
struct Lane {
  Kind kind;  // empty: pings
  std::string activity;
  friend bool operator==(const Lane&, const Lane&) = default;
  friend auto operator<=>(const Lane&, const Lane&) = default;
};

// The liveness row: what was vouched for under one id on one UTC day. Components are cut at
// midnight and join again when days are read together.
struct DayLiveness {
  boost::container::flat_map<Lane, Components> lanes;
  Timestamp last_seen = kBeginning;  // greatest time of a ping or location of that day; kBeginning if none
  friend bool operator==(const DayLiveness&, const DayLiveness&) = default;
};

using Day = std::int32_t;  // days since 1970-01-01 UTC
Day day_of(Timestamp t);
Timestamp start_of(Day d);

// Pieces of a component by UTC day, each with the day that it belongs to; at least one.
std::vector<std::pair<Day, Component>> split_by_day(const Component& c);

}  // namespace muster::projections
