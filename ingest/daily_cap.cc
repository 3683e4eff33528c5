#include "ingest/daily_cap.h"

#include <algorithm>
#include <functional>

namespace muster::ingest {

bool DailyCap::take(std::string_view key, Timestamp now) {
  const std::int64_t day = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
  if (day_.load(std::memory_order_acquire) != day) start_day(day);
  const std::uint64_t hash = std::hash<std::string_view>{}(key);
  auto& first = (*rows_)[0][hash % kCells];
  auto& second = (*rows_)[1][(hash >> 32) % kCells];
  if (std::min(first.load(std::memory_order_relaxed), second.load(std::memory_order_relaxed)) >= most_) return false;
  first.fetch_add(1, std::memory_order_relaxed);
  second.fetch_add(1, std::memory_order_relaxed);
  return true;
}

void DailyCap::start_day(std::int64_t day) {
  const std::lock_guard lock(mutex_);
  if (day_.load(std::memory_order_relaxed) == day) return;
  for (Row& row : *rows_) {
    for (auto& cell : row) cell.store(0, std::memory_order_relaxed);
  }
  day_.store(day, std::memory_order_release);
}

}  // namespace muster::ingest
