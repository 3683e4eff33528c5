#include "ingest/subject_clock.h"

#include <algorithm>
#include <functional>

namespace muster::ingest {

Timestamp SubjectClock::next(std::string_view key, Timestamp now) {
  std::atomic<std::int64_t>& slot = (*last_)[std::hash<std::string_view>{}(key) % kSlots];
  std::int64_t last = slot.load(std::memory_order_relaxed);
  std::int64_t given = 0;
  do {
    given = std::max(to_ms(now), last + 1);
  } while (!slot.compare_exchange_weak(last, given, std::memory_order_relaxed));
  return from_ms(given);
}

}  // namespace muster::ingest
