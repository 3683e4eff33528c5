#include "processors/progress.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <set>

namespace muster::processors {
namespace {

using Done = std::function<void(bool)>;

// By deadline, then by arrival.
using WaiterId = std::pair<std::chrono::nanoseconds, std::uint64_t>;

struct Waiter {
  std::vector<log::Position> missing;  // what is not visible yet
  Done done;
};

}  // namespace

struct Progress::Impl {
  struct PerPartition {
    std::array<std::atomic<log::Offset>, kTopicCount> next{};
    std::atomic<std::size_t> awaited{0};  // size of `waiting`, to be read without the mutex
    std::set<WaiterId> waiting;
  };

  explicit Impl(log::Partition partitions) : by_partition(partitions) {}

  log::Offset next(Topic topic, log::Partition partition) const {
    if (partition >= by_partition.size()) return 0;
    return by_partition[partition].next[static_cast<std::size_t>(topic)].load();
  }

  bool visible(const log::Position& p) const { return p.offset < next(p.topic, p.partition); }

  void note(const WaiterId& id, const Waiter& waiter) {
    for (const log::Position& p : waiter.missing) {
      if (p.partition >= by_partition.size()) continue;
      PerPartition& at = by_partition[p.partition];
      at.waiting.insert(id);
      at.awaited.store(at.waiting.size());
    }
  }

  void forget(const WaiterId& id, log::Partition partition) {
    if (partition >= by_partition.size()) return;
    PerPartition& at = by_partition[partition];
    at.waiting.erase(id);
    at.awaited.store(at.waiting.size());
  }

  // Drops what has become visible of one partition; true when nothing is missing any more.
  bool settle(const WaiterId& id, Waiter& waiter, log::Partition partition) {
    const auto here = [&](const log::Position& p) { return p.partition == partition; };
    std::erase_if(waiter.missing, [&](const log::Position& p) { return here(p) && visible(p); });
    if (std::none_of(waiter.missing.begin(), waiter.missing.end(), here)) forget(id, partition);
    return waiter.missing.empty();
  }

  std::vector<PerPartition> by_partition;
  std::mutex mutex;  // guards `waiters` and each `waiting`
  std::map<WaiterId, Waiter> waiters;
  bool ended = false;
  std::uint64_t arrivals = 0;
};

Progress::Progress(log::Partition partitions) : impl_(std::make_unique<Impl>(partitions)) {}
Progress::~Progress() = default;

void Progress::publish(Topic topic, log::Partition partition, log::Offset next) {
  if (partition >= impl_->by_partition.size()) return;
  Impl::PerPartition& at = impl_->by_partition[partition];
  // Stored before `awaited` is read: a waiter either sees the new offset or is seen here.
  at.next[static_cast<std::size_t>(topic)].store(next);
  if (at.awaited.load() == 0) return;

  std::vector<Done> served;
  {
    const std::lock_guard lock(impl_->mutex);
    const std::vector<WaiterId> ids(at.waiting.begin(), at.waiting.end());
    for (const WaiterId& id : ids) {
      const auto it = impl_->waiters.find(id);
      if (!impl_->settle(id, it->second, partition)) continue;
      served.push_back(std::move(it->second.done));
      impl_->waiters.erase(it);
    }
  }
  for (const Done& done : served) done(true);
}

log::Offset Progress::next(Topic topic, log::Partition partition) const { return impl_->next(topic, partition); }

bool Progress::reached(const std::vector<log::Position>& positions) const {
  return std::all_of(positions.begin(), positions.end(),
                     [&](const log::Position& p) { return impl_->visible(p); });
}

void Progress::wait(std::vector<log::Position> positions, std::chrono::nanoseconds deadline,
                    std::function<void(bool)> done) {
  if (reached(positions)) return done(true);
  bool seen = true;
  {
    const std::lock_guard lock(impl_->mutex);
    const WaiterId id{deadline, impl_->arrivals++};
    Waiter waiter{positions, std::move(done)};
    impl_->note(id, waiter);
    // Once more, now that publishers see this waiter: what came between would wait for ever.
    for (const log::Position& p : positions) impl_->settle(id, waiter, p.partition);
    if (!waiter.missing.empty() && !impl_->ended) {
      impl_->waiters.emplace(id, std::move(waiter));
      return;
    }
    for (const log::Position& p : waiter.missing) impl_->forget(id, p.partition);
    seen = waiter.missing.empty();
    done = std::move(waiter.done);
  }
  done(seen);
}

void Progress::end() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->ended = true;
  }
  expire(std::chrono::nanoseconds::max());
}

void Progress::expire(std::chrono::nanoseconds now) {
  std::vector<Done> late;
  {
    const std::lock_guard lock(impl_->mutex);
    while (!impl_->waiters.empty() && impl_->waiters.begin()->first.first <= now) {
      auto first = impl_->waiters.begin();
      for (const log::Position& p : first->second.missing) impl_->forget(first->first, p.partition);
      late.push_back(std::move(first->second.done));
      impl_->waiters.erase(first);
    }
  }
  for (const Done& done : late) done(false);
}

bool Progress::awaited(log::Partition partition) const {
  return partition < impl_->by_partition.size() && impl_->by_partition[partition].awaited.load() != 0;
}

}  // namespace muster::processors
