#include "processors/overlay.h"

#include <utility>

namespace muster::processors {

using projections::Family;
using projections::Visit;

std::optional<std::string> Overlay::get(Family f, std::string_view key) const {
  const auto it = rows_.find(KeyView{f, key});
  if (it != rows_.end()) return it->second;
  return committed_.get(f, key);
}

void Overlay::scan(Family f, std::string_view from, std::string_view to, const Visit& visit) const {
  auto next = rows_.lower_bound(KeyView{f, from});
  const auto end = rows_.lower_bound(KeyView{f, to});
  bool more = true;
  committed_.scan(f, from, to, [&](std::string_view key, std::string_view value) {
    for (; more && next != end && next->first.key < key; ++next) {
      if (next->second) more = visit(next->first.key, *next->second);
    }
    if (!more) return false;
    if (next != end && next->first.key == key) {
      if (next->second) more = visit(key, *next->second);
      ++next;
    } else {
      more = visit(key, value);
    }
    return more;
  });
  for (; more && next != end; ++next) {
    if (next->second) more = visit(next->first.key, *next->second);
  }
}

void Overlay::scan_back(Family f, std::string_view from, std::string_view to, const Visit& visit) const {
  auto next = std::make_reverse_iterator(rows_.lower_bound(KeyView{f, to}));
  const auto end = std::make_reverse_iterator(rows_.lower_bound(KeyView{f, from}));
  bool more = true;
  committed_.scan_back(f, from, to, [&](std::string_view key, std::string_view value) {
    for (; more && next != end && next->first.key > key; ++next) {
      if (next->second) more = visit(next->first.key, *next->second);
    }
    if (!more) return false;
    if (next != end && next->first.key == key) {
      if (next->second) more = visit(key, *next->second);
      ++next;
    } else {
      more = visit(key, value);
    }
    return more;
  });
  for (; more && next != end; ++next) {
    if (next->second) more = visit(next->first.key, *next->second);
  }
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
