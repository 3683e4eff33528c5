#include "ingest/subject_clock.h"

#include <algorithm>

namespace muster::ingest {
namespace {

constexpr std::chrono::seconds kAhead{1};  // further than this no reader goes

void raise(std::atomic<std::int64_t>& to, std::int64_t at) {
  for (std::int64_t known = to.load(std::memory_order_relaxed);
       known < at && !to.compare_exchange_weak(known, at, std::memory_order_relaxed);) {
  }
}

}  // namespace

Timestamp SubjectClock::next(std::string_view key, Timestamp now) {
  Slot& last = slot(key);
  std::int64_t known = last.load(std::memory_order_relaxed);
  std::int64_t given = 0;
  do {
    given = std::max(to_ms(now), known + 1);
  } while (!last.compare_exchange_weak(known, given, std::memory_order_relaxed));
  if (given > to_ms(now)) raise(latest_, given);
  return from_ms(given);
}

void SubjectClock::note(std::string_view key, Timestamp now) { raise(slot(key), to_ms(now)); }

Timestamp ReadersClock::now() const {
  const Timestamp wall = wall_.now();
  return std::clamp(given_.latest(), wall, wall + kAhead);
}

}  // namespace muster::ingest
