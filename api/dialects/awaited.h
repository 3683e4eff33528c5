// A value from another thread, awaited by one that may wait; one that comes too late goes nowhere.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace muster::api::dialects {

template <class T>
class Awaited {
 public:
  // Past what door, desk and accounts promise: they are being stopped.
  static constexpr std::chrono::seconds kGiveUp{15};

  void give(T value) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(value);
    changed_.notify_all();
  }
  // Empty: it did not come.
  std::optional<T> take() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kGiveUp, [this] { return value_.has_value(); });
    return std::move(value_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<T> value_;
};

}  // namespace muster::api::dialects
