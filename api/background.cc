#include "api/background.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace muster::api {

struct Background::Impl {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> queue;
  std::size_t queue_at_most = 0;
  bool ending = false;
  std::vector<std::thread> threads;

  // A Reply that goes with `work` answers for itself.
  static void perform(std::function<void()> work) {
    try {
      work();
    } catch (...) {
      return;
    }
  }

  void loop() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return ending || !queue.empty(); });
      if (queue.empty()) return;
      auto work = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      perform(std::move(work));
      lock.lock();
    }
  }
};

Background::Background(std::size_t threads, std::size_t queue_at_most) : impl_(std::make_unique<Impl>()) {
  impl_->queue_at_most = queue_at_most;
  for (std::size_t i = 0; i < threads; ++i) impl_->threads.emplace_back([impl = impl_.get()] { impl->loop(); });
}

Background::~Background() { end(); }

void Background::end() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->ending = true;
  }
  impl_->changed.notify_all();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
}

bool Background::run(std::function<void()> work) {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->ending || impl_->queue.size() >= impl_->queue_at_most) return false;
    impl_->queue.push_back(std::move(work));
  }
  impl_->changed.notify_one();
  return true;
}

}  // namespace muster::api
