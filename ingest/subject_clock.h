// Times that the door gives: for one subject strictly increasing within this process (docs/semantics.md,
// Clock), however many of its events arrive in one millisecond. Any thread, no locks, bounded memory.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "schemas/time.h"

namespace muster::ingest {

class SubjectClock {
 public:
  // `now`, or one millisecond after the last time given for this key. Keys share slots, so that one
  // may be given a little more than it needs.
  Timestamp next(std::string_view key, Timestamp now);

 private:
  static constexpr std::size_t kSlots = 1 << 16;
  using Slots = std::array<std::atomic<std::int64_t>, kSlots>;
  std::unique_ptr<Slots> last_ = std::make_unique<Slots>();
};

}  // namespace muster::ingest
