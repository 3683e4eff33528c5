// Few threads for what must not run where it becomes known: reads that may take long would hold up
// the worker of all its connections, answers to reads that waited for a position the task that commits.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

namespace muster::api {

// Of work that one thread does at a time: it is over, however that ends.
struct Idle {
  std::atomic<bool>& busy;
  ~Idle() { busy = false; }
};

class Background {
 public:
  static constexpr std::size_t kThreads = 2;
  static constexpr std::size_t kQueueAtMost = 1024;

  explicit Background(std::size_t threads = kThreads, std::size_t queue_at_most = kQueueAtMost);
  ~Background();  // end()

  // Runs what is queued, then ends the threads; nothing is taken any more. By the thread that made it; once more
  // it does nothing.
  void end();

  // Any thread. Begun in the order of the calls; what `work` throws is dropped with it. False, and
  // `work` goes unused, when as many wait already as may, or it has ended.
  [[nodiscard]] bool run(std::function<void()> work);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
