#include "ingest/turns.h"

#include <utility>

namespace muster::ingest {

Turn Turns::turn_of(const std::string& name) {
  return {nullptr, [this, name](void*) { next(name); }};
}

bool Turns::take(const std::string& name, std::function<void(Turn)> work) {
  {
    const std::lock_guard lock(mutex_);
    const auto [it, free] = waiting_.try_emplace(name);
    if (!free) {
      if (it->second.size() >= most_waiting_) return false;
      it->second.push_back(std::move(work));
      return true;
    }
  }
  work(turn_of(name));
  return true;
}

void Turns::next(const std::string& name) {
  std::function<void(Turn)> work;
  {
    const std::lock_guard lock(mutex_);
    const auto it = waiting_.find(name);
    if (it->second.empty()) {
      waiting_.erase(it);
      return;
    }
    work = std::move(it->second.front());
    it->second.pop_front();
  }
  work(turn_of(name));
}

}  // namespace muster::ingest
