#include "processors/overlay.h"

#include <functional>
#include <iterator>
#include <utility>

namespace muster::processors {

using projections::Family;
using projections::Visit;

std::optional<std::string> Overlay::get(Family f, std::string_view key) const {
  const auto it = rows_.find(KeyView{f, key});
  if (it != rows_.end()) return it->second;
  return committed_.get(f, key);
}

// Shows what a scan of the committed rows finds, with the rows [next, end) of the overlay in their place.
template <class Row, class Before, class Scan>
void Overlay::show_merged(Row next, Row end, const Before& before, const Scan& scan, const Visit& visit) {
  bool more = true;
  const auto show = [&] {
    if (next->second) more = visit(next->first.key, *next->second);
    ++next;
  };
  scan([&](std::string_view key, std::string_view value) {
    while (more && next != end && before(std::string_view(next->first.key), key)) show();
    if (!more) return false;
    if (next != end && next->first.key == key) {
      show();
    } else {
      more = visit(key, value);
    }
    return more;
  });
  while (more && next != end) show();
}

void Overlay::scan(Family f, std::string_view from, std::string_view to, const Visit& visit) const {
  show_merged(rows_.lower_bound(KeyView{f, from}), rows_.lower_bound(KeyView{f, to}), std::less<>(),
              [&](const Visit& committed) { committed_.scan(f, from, to, committed); }, visit);
}

void Overlay::scan_back(Family f, std::string_view from, std::string_view to, const Visit& visit) const {
  show_merged(std::make_reverse_iterator(rows_.lower_bound(KeyView{f, to})),
              std::make_reverse_iterator(rows_.lower_bound(KeyView{f, from})), std::greater<>(),
              [&](const Visit& committed) { committed_.scan_back(f, from, to, committed); }, visit);
}

void Overlay::put(Family f, std::string key, std::string value) {
  bytes_ += key.size() + value.size() + 64;
  rows_.insert_or_assign(Key{f, std::move(key)}, std::move(value));
}

void Overlay::erase(Family f, std::string key) {
  bytes_ += key.size() + 64;
  rows_.insert_or_assign(Key{f, std::move(key)}, std::nullopt);
}

void Overlay::write_to(projections::Batch& batch) const {
  for (const auto& [key, value] : rows_) {
    if (value) {
      batch.put(key.family, key.key, *value);
    } else {
      batch.erase(key.family, key.key);
    }
  }
}

}  // namespace muster::processors
