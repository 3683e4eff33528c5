// Lets threads sleep until there may be something to do. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace muster::processors {

class WakeUp {
 public:
  // Ask before looking for work, and hand to wait(): what comes between is not slept through.
  std::uint64_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  void signal() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    changed_.notify_all();
  }
  // Until a signal() after `seen`, or `at_most`.
  void wait(std::uint64_t seen, std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] { return count_ != seen; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t count_ = 0;
};

}  // namespace muster::processors
