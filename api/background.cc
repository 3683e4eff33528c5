#include "api/background.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace muster::api {

struct Background::Impl {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> queue;
  bool ending = false;
  std::thread thread;

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

Background::Background() : impl_(std::make_unique<Impl>()) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->loop(); });
}

Background::~Background() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->ending = true;
  }
  impl_->changed.notify_one();
  impl_->thread.join();
}

void Background::run(std::function<void()> work) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->queue.push_back(std::move(work));
  }
  impl_->changed.notify_one();
}

}  // namespace muster::api
