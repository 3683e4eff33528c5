// The few threads that compute hashes of passwords, so that those that answer requests do not. Any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace muster::access {

class PasswordPool {
 public:
  explicit PasswordPool(std::size_t threads = 2, std::size_t most_waiting = 64);
  ~PasswordPool();  // stops

  // False: too many wait already, or it has stopped; `work` is not taken then.
  bool submit(std::function<void()> work);
  // Ends what is taken, and takes nothing more.
  void stop();

 private:
  void run();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace muster::access
