#include "projections/component.h"

#include <algorithm>

namespace muster::projections {
namespace {

constexpr Duration kDay{24LL * 60 * 60 * 1000};

void absorb(Component& into, const Component& c) {
  into.start = std::min(into.start, c.start);
  into.alive_to = std::max(into.alive_to, c.alive_to);
  into.counted_to = std::max(into.counted_to, c.counted_to);
}

}  // namespace

bool merge(Components& into, const Component& c) {
  if (c.alive_to <= c.start) return false;
  // Pings come in order, so the last component is nearly always the one.
  auto first = into.end();
  if (!into.empty() && into.back().alive_to >= c.start) {
    first = std::lower_bound(into.begin(), into.end(), c.start,
                             [](const Component& x, Timestamp t) { return x.alive_to < t; });
  }
  if (first == into.end() || first->start > c.alive_to) {
    into.insert(first, c);
    return true;
  }
  const Component before = *first;
  absorb(*first, c);
  auto last = std::next(first);
  while (last != into.end() && last->start <= first->alive_to) absorb(*first, *last++);
  const bool swallowed = last != std::next(first);
  into.erase(std::next(first), last);
  return swallowed || *first != before;
}

void merge(Components& into, const Components& others) {
  for (const Component& c : others) merge(into, c);
}

Components cut_before(const Components& all, Timestamp from) {
  Components kept;
  kept.reserve(all.size());
  for (Component c : all) {
    if (c.alive_to <= from) continue;
    c.start = std::max(c.start, from);
    kept.push_back(c);
  }
  return kept;
}

const Component* last_begun(const Components& all, Timestamp t) {
  const auto after = std::upper_bound(all.begin(), all.end(), t,
                                      [](Timestamp x, const Component& c) { return x < c.start; });
  return after == all.begin() ? nullptr : &*std::prev(after);
}

const Component* component_at(const Components& all, Timestamp t) {
  const Component* c = last_begun(all, t);
  return c != nullptr && t < c->alive_to ? c : nullptr;
}

Day day_of(Timestamp t) { return std::chrono::floor<std::chrono::days>(t).time_since_epoch().count(); }

Timestamp start_of(Day d) { return Timestamp{kDay * d}; }

std::vector<std::pair<Day, Component>> split_by_day(const Component& c) {
  std::vector<std::pair<Day, Component>> pieces;
  const Day first = day_of(c.start);
  const Day last = c.alive_to > c.start ? day_of(c.alive_to - Duration{1}) : first;
  for (Day d = first; d <= last; ++d) {
    Component piece = c;
    piece.start = std::max(c.start, start_of(d));
    piece.alive_to = std::min(c.alive_to, start_of(d + 1));
    // Never raised to the start of its piece: joined again, the greatest one has to be the true one.
    piece.counted_to = std::min(c.counted_to, piece.alive_to);
    pieces.emplace_back(d, piece);
  }
  return pieces;
}

}  // namespace muster::projections
