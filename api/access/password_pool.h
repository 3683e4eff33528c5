// The few threads that compute hashes of passwords, so that those that answer requests do not. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "schemas/time.h"

namespace muster::access {

// Of a pool since it was made.
struct PasswordFigures {
  std::size_t waiting = 0, most_waiting = 0;  // now
  std::uint64_t done = 0, refused = 0;
  std::chrono::nanoseconds worked{0};         // by all its threads
  std::chrono::nanoseconds waited{0};         // by all that was done, before it began
};

class PasswordPool {
 public:
  explicit PasswordPool(const MonotonicClock& clock, std::size_t threads = 2, std::size_t most_waiting = 64);
  ~PasswordPool();  // stops

  // False: too many wait already, or it has stopped; `work` is not taken then. What `work` throws is dropped with it.
  bool submit(std::function<void()> work);
  // Ends what is taken, and takes nothing more.
  void stop();

  PasswordFigures figures() const;

 private:
  struct Waiting {
    std::function<void()> work;
    std::chrono::nanoseconds since{};
  };
  void run();
  static void perform(std::function<void()> work);

  const MonotonicClock& clock_;
  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  PasswordFigures figures_;  // but what waits now
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace muster::access
