// Behind hours.h: the edges of one series, added up quarter by quarter as they come. One thread.
#pragma once

#include <functional>

#include "projections/hours.h"

namespace muster::projections {

// What a series has in each quarter of a range, in order; quarters of nothing are left out. Takes the
// edges in rising order of their quarters and holds those of one day.
class QuarterSweep {
 public:
  using Give = std::function<bool(Quarter, const QuarterTotals&)>;  // false ends it
  QuarterSweep(QuarterRange range, Give give) : range_(range), next_(range.from), give_(std::move(give)) {}

  // What adds up before the range.
  void before(const Cells& cells) { running_.add(cells); }
  // The row of a day not before the last one's; several of one day add up. False: it has ended.
  // Throws ReadFailure.
  bool row(Day day, std::string_view bytes);
  // The rest of the range. False: it has ended.
  bool finish();

 private:
  struct Running {
    std::int64_t count = 0, in = 0, subjects = 0, subjects_so_far = 0;
    friend bool operator==(const Running&, const Running&) = default;
    void add(const Cells& cells);
  };
  void flush();
  void edge(Quarter q, const Cells& cells);
  void pass(Quarter to);
  void give(Quarter q, const Cells& cells);

  const QuarterRange range_;
  Quarter next_;  // the first that has not been given
  const Give give_;
  Running running_;
  Edges of_day_;
  Day day_ = INT32_MIN;
  bool going_ = true;
};

}  // namespace muster::projections
