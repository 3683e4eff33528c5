// Rollups as edges. An interval [a, b) is +1 in the quarter of a and -1 in the quarter of b, each with
// its offset into the quarter, so that an open session costs nothing as time passes and a long one
// costs two entries (docs/semantics.md, Hours). A row holds the edges of one UTC day; rows add up cell by
// cell, in any order. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/container/flat_map.hpp>

#include "projections/component.h"
#include "projections/rows.h"
#include "schemas/result.h"

namespace muster::projections {

inline constexpr Duration kQuarter{15 * 60 * 1000};
inline constexpr int kQuartersPerDay = 96;
using Quarter = std::int32_t;  // quarter hours since 1970-01-01T00:00Z
Quarter quarter_of(Timestamp t);
Timestamp start_of_quarter(Quarter q);
Day day_of_quarter(Quarter q);
inline constexpr Quarter kNoQuarter = INT32_MAX;  // after all others

// Stored: do not change. `ended` is followed by one column per EndReason.
enum class Column : std::uint8_t { count = 0, ms = 1, in = 2, started = 3, subjects = 4, subjects_so_far = 5, ended = 6 };
inline constexpr std::size_t kColumnCount = 6 + kEndReasonCount;

using Cells = std::array<std::int64_t, kColumnCount>;

// Edges by quarter, of any span of time; zero cells are absent.
class Edges {
 public:
  using ByQuarter = boost::container::flat_map<Quarter, Cells>;

  // Milliseconds counted: total(q) = (sum of count up to and with q) * 900000 + ms(q).
  void add_counted(const Interval& i, int sign);   // i.end == kEndOfTime: no closing edge
  // Sessions in at the start of a quarter: sum of `in` up to and with q.
  void add_presence(const Interval& i, int sign);
  void add_started(Timestamp t, int sign);
  void add_ended(Timestamp t, EndReason r, int sign);
  // One more in each of the quarters [from, to): summed up as presence is.
  void add_run(Column column, Quarter from, Quarter to, int sign);  // to == kNoQuarter: no closing edge
  void add(Quarter q, const Cells& cells);
  void add(const Edges& other);

  bool empty() const { return by_quarter_.empty(); }
  const ByQuarter& by_quarter() const { return by_quarter_; }

 private:
  friend Status decode_edges(std::string_view bytes, Day day, Edges& into);
  void bump(Quarter q, std::size_t column, std::int64_t delta);
  ByQuarter by_quarter_;
};

// The bytes of a day's row: varints of (slot, column, zigzag value), sorted, zero cells absent. The
// merge operator of the store decodes, adds and encodes.
std::string encode_edges(std::span<const Edges::ByQuarter::value_type> of_one_day, Day day);
std::string encode_edges(const Edges& of_one_day, Day day);
Status decode_edges(std::string_view bytes, Day day, Edges& into);
std::string merge_edge_bytes(std::string_view a, std::string_view b);

}  // namespace muster::projections
