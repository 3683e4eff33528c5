#include "tests/support/reference/intervals.h"

#include <algorithm>

namespace muster::reference {

Intervals unite(Intervals any) {
  std::erase_if(any, [](const Interval& i) { return i.start >= i.end; });
  std::sort(any.begin(), any.end(),
            [](const Interval& a, const Interval& b) { return a.start < b.start; });
  Intervals out;
  for (const Interval& i : any) {
    if (!out.empty() && i.start <= out.back().end) {
      out.back().end = std::max(out.back().end, i.end);
    } else {
      out.push_back(i);
    }
  }
  return out;
}

Intervals intersect(const Intervals& a, const Intervals& b) {
  Intervals out;
  for (const Interval& x : a) {
    for (const Interval& y : b) {
      out.push_back({std::max(x.start, y.start), std::min(x.end, y.end)});
    }
  }
  return unite(std::move(out));
}

Intervals clip(const Intervals& a, Timestamp from, Timestamp to) {
  return intersect(a, {{from, to}});
}

Duration length(const Intervals& a) {
  Duration sum{0};
  for (const Interval& i : a) sum += i.end - i.start;
  return sum;
}

bool covers(const Intervals& a, Timestamp t) {
  return std::any_of(a.begin(), a.end(),
                     [t](const Interval& i) { return i.start <= t && t < i.end; });
}

}  // namespace muster::reference
