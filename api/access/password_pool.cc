#include "api/access/password_pool.h"

#include <utility>

namespace muster::access {

PasswordPool::PasswordPool(const MonotonicClock& clock, std::size_t threads, std::size_t most_waiting)
    : clock_(clock), most_waiting_(most_waiting) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

PasswordPool::~PasswordPool() { stop(); }

bool PasswordPool::submit(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting_.size() >= most_waiting_) return ++figures_.refused, false;
    waiting_.push_back({std::move(work), clock_.now()});
  }
  changed_.notify_one();
  return true;
}

void PasswordPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

PasswordFigures PasswordPool::figures() const {
  const std::lock_guard lock(mutex_);
  PasswordFigures now = figures_;
  now.waiting = waiting_.size();
  now.most_waiting = most_waiting_;
  return now;
}

// A Reply that goes with `work` answers for itself.
void PasswordPool::perform(std::function<void()> work) {
  try {
    work();
  } catch (...) {
    return;
  }
}

void PasswordPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const auto begun = clock_.now();
    perform(std::move(next.work));
    const auto ended = clock_.now();
    lock.lock();
    ++figures_.done;
    figures_.waited += begun - next.since;
    figures_.worked += ended - begun;
  }
}

}  // namespace muster::access
