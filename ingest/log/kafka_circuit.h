// Whether appends are worth trying. Opens at the first delivery that fails, so that callers get
// their answer at once instead of after a time-out; closes when a probe or a delivery succeeds.
// Internal to the Kafka form. Any thread.
#pragma once

#include <atomic>
#include <chrono>

namespace muster::log::kafka {

class Circuit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  bool open() const { return open_; }
  void failed() { open_ = true; }
  void succeeded() { open_ = suspect_ = false; }
  void suspect() { suspect_ = true; }  // something went wrong that may heal by itself

  // Of one thread: true at most once a second, while there is something to find out.
  bool probe_due(Time now) {
    if ((!open_ && !suspect_) || now < next_probe_) return false;
    next_probe_ = now + std::chrono::seconds{1};
    return true;
  }

 private:
  std::atomic<bool> open_{false};
  std::atomic<bool> suspect_{false};
  Time next_probe_{};
};

}  // namespace muster::log::kafka
