#include "api/access/key_source.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace muster::access {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kEvery = std::chrono::minutes{10};
constexpr nanoseconds kLeastPause = std::chrono::minutes{1};

}  // namespace

struct KeySource::Impl {
  Fetch fetch;
  const MonotonicClock* monotonic = nullptr;
  Told told;
  mutable std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::shared_ptr<const KeySet> keys;
  std::string text;                     // that `keys` were read from
  std::optional<nanoseconds> fetched;   // last, good or not
  bool wanted = false;                  // a key was missed
  bool at_once = true;
  bool good = true;                     // as last told
  bool tell = false;                    // whatever comes of it
  bool stopping = false;
  std::thread thread;

  nanoseconds pause() const { return wanted || !good || !keys ? kLeastPause : kEvery; }

  nanoseconds due_in(nanoseconds now) const {
    if (at_once || !fetched) return nanoseconds{0};
    return std::max(nanoseconds{0}, *fetched + pause() - now);
  }

  // The last good set stays until there is another.
  void take(Result<std::string> read, std::unique_lock<std::mutex>& lock) {
    Result<KeySet> set = read ? (*read == text && keys ? Result<KeySet>(*keys) : KeySet::of_jwks(*read)) : Result<KeySet>(read.error());
    const bool was_good = std::exchange(good, set.ok());
    if (set && *read != text) {
      keys = std::make_shared<const KeySet>(std::move(set).value());
      text = std::move(read).value();
    }
    const bool news = std::exchange(tell, false) || was_good != good;
    if (!news || !told) return;
    lock.unlock();
    told(set ? nullptr : &set.error());
    lock.lock();
  }

  void run(KeySource& self) {
    std::unique_lock lock(mutex);
    while (!stopping) {
      const nanoseconds wait = due_in(monotonic->now());
      if (wait > nanoseconds{0}) {
        changed.wait_for(lock, std::min(wait, kLeastPause));
        continue;
      }
      lock.unlock();
      self.look();
      lock.lock();
    }
  }
};

KeySource::KeySource(KeySet keys) : impl_(std::make_unique<Impl>()) {
  impl_->keys = std::make_shared<const KeySet>(std::move(keys));
  impl_->at_once = false;
}

KeySource::KeySource(Fetch fetch, const MonotonicClock& monotonic, Told told) : impl_(std::make_unique<Impl>()) {
  impl_->fetch = std::move(fetch);
  impl_->monotonic = &monotonic;
  impl_->told = std::move(told);
}

KeySource::~KeySource() {
  if (!impl_->thread.joinable()) return;
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->changed.notify_all();
  impl_->thread.join();
}

void KeySource::start() {
  if (!impl_->fetch) return;
  look();
  impl_->thread = std::thread([this] { impl_->run(*this); });
}

std::shared_ptr<const KeySet> KeySource::keys() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->keys;
}

void KeySource::missed() {
  {
    const std::lock_guard lock(impl_->mutex);
    if (std::exchange(impl_->wanted, true)) return;
  }
  impl_->changed.notify_all();
}

void KeySource::reload() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->at_once = impl_->tell = true;
  }
  impl_->changed.notify_all();
}

void KeySource::replace(KeySet keys) {
  auto shared = std::make_shared<const KeySet>(std::move(keys));
  const std::lock_guard lock(impl_->mutex);
  impl_->keys = std::move(shared);
}

bool KeySource::look() {
  {
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->fetch || impl_->due_in(impl_->monotonic->now()) > nanoseconds{0}) return false;
    impl_->at_once = impl_->wanted = false;
  }
  auto read = impl_->fetch();
  std::unique_lock lock(impl_->mutex);
  impl_->fetched = impl_->monotonic->now();
  impl_->take(std::move(read), lock);
  return true;
}

nanoseconds KeySource::due_in() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->due_in(impl_->monotonic->now());
}

}  // namespace muster::access
