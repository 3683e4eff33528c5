// How many check-ins there may be of one subject a day: late ones fold history again, and each may open a
// session, so that a flood of forged ones must have a bound. Any thread; bounded memory.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include "schemas/time.h"

namespace muster::ingest {

class DailyCap {
 public:
  explicit DailyCap(std::uint32_t most) : most_(most) {}

  // Counts one event of the key on the UTC day of `now`; false where that is one too many.
  bool take(std::string_view key, Timestamp now);
  std::uint32_t most() const { return most_; }
  // How long a full count stays full.
  static std::chrono::seconds until_next(Timestamp now) {
    return std::chrono::ceil<std::chrono::seconds>(std::chrono::floor<std::chrono::days>(now) + std::chrono::days{1} - now);
  }

 private:
  // A count-min sketch: it never counts too few, and too many only by what the other subjects in
  // both of a key's cells share, some thousandths of a percent of the day's events.
  static constexpr std::size_t kCells = 1 << 17;
  using Row = std::array<std::atomic<std::uint32_t>, kCells>;

  void start_day(std::int64_t day);

  const std::uint32_t most_;
  std::mutex mutex_;
  std::atomic<std::int64_t> day_{-1};
  std::unique_ptr<std::array<Row, 2>> rows_ = std::make_unique<std::array<Row, 2>>();
};

}  // namespace muster::ingest
