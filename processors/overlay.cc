#include "processors/overlay.h"

#include <utility>

namespace muster::processors {

using projections::Family;
using projections::Visit;

Overlay::Overlay(const projections::Store& store) : committed_(store.latest()) {}

std::optional<std::string> Overlay::get(Family f, std::string_view key) const {
  const Table& t = table(f);
  const auto it = t.find(key);
  if (it != t.end()) return it->second;
  return committed_->get(f, key);
}

void Overlay::scan(Family f, std::string_view from, std::string_view to, const Visit& visit) const {
  const Table& t = table(f);
  auto next = t.lower_bound(from);
  bool more = true;
  const auto show_below = [&](std::string_view limit) {
    for (; more && next != t.end() && next->first < limit; ++next) {
      if (next->second) more = visit(next->first, *next->second);
    }
  };
  committed_->scan(f, from, to, [&](std::string_view key, std::string_view value) {
    show_below(key);
    if (!more) return false;
    if (next != t.end() && next->first == key) {
      if (next->second) more = visit(key, *next->second);
      ++next;
    } else {
      more = visit(key, value);
    }
    return more;
  });
  show_below(to);
}

void Overlay::scan_back(Family f, std::string_view from, std::string_view to, const Visit& visit) const {
  const Table& t = table(f);
  auto next = std::make_reverse_iterator(t.lower_bound(to));
  bool more = true;
  const auto show_above = [&](std::string_view limit) {
    for (; more && next != t.rend() && next->first > limit; ++next) {
      if (next->second) more = visit(next->first, *next->second);
    }
  };
  committed_->scan_back(f, from, to, [&](std::string_view key, std::string_view value) {
    show_above(key);
    if (!more) return false;
    if (next != t.rend() && next->first == key) {
      if (next->second) more = visit(key, *next->second);
      ++next;
    } else {
      more = visit(key, value);
    }
    return more;
  });
  for (; more && next != t.rend() && next->first >= from; ++next) {
    if (next->second) more = visit(next->first, *next->second);
  }
}

void Overlay::put(Family f, std::string key, std::string value) {
  bytes_ += key.size() + value.size() + 64;
  tables_[static_cast<std::size_t>(f)].insert_or_assign(std::move(key), std::move(value));
}

void Overlay::erase(Family f, std::string key) {
  bytes_ += key.size() + 64;
  tables_[static_cast<std::size_t>(f)].insert_or_assign(std::move(key), std::nullopt);
}

void Overlay::write_to(projections::Batch& batch) const {
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const auto family = static_cast<Family>(i);
    for (const auto& [key, value] : tables_[i]) {
      if (value) {
        batch.put(family, key, *value);
      } else {
        batch.erase(family, key);
      }
    }
  }
}

void Overlay::clear() {
  for (Table& t : tables_) t.clear();
  bytes_ = 0;
}

}  // namespace muster::processors
