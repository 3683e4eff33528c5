// Times that the door gives: for one subject strictly increasing within this process (docs/semantics.md,
// Clock), however many of its events arrive in one millisecond, so that they may be ahead of the wall by as
// many; and the wall for whoever reads what was written. Any thread, no locks, bounded memory.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "schemas/time.h"

namespace muster::ingest {

class SubjectClock {
 public:
  // `now`, or one millisecond after the last time known of this key. Keys share slots, so that one
  // may be given a little more than it needs.
  Timestamp next(std::string_view key, Timestamp now);
  // An event of this key is accepted `now`, and has a time of its own: the next one comes after it.
  void note(std::string_view key, Timestamp now);

  // The latest time that was given ahead of its `now`.
  Timestamp latest() const { return from_ms(latest_.load(std::memory_order_relaxed)); }

 private:
  static constexpr std::size_t kSlots = 1 << 16;
  using Slot = std::atomic<std::int64_t>;
  using Slots = std::array<Slot, kSlots>;
  Slot& slot(std::string_view key) { return (*last_)[std::hash<std::string_view>{}(key) % kSlots]; }

  std::unique_ptr<Slots> last_ = std::make_unique<Slots>();
  Slot latest_{0};
};

// The wall's time; not before one that the door gave a moment ago: what was written is read, on a clock that
// stands, too. At most a second ahead of the wall, and never back while the wall is not.
class ReadersClock final : public WallClock {
 public:
  ReadersClock(const WallClock& wall, const SubjectClock& given) : wall_(wall), given_(given) {}
  Timestamp now() const override;

 private:
  const WallClock& wall_;
  const SubjectClock& given_;
};

}  // namespace muster::ingest
