#include "api/access/attempts.h"

#include <algorithm>

#include "api/access/token_cache.h"

namespace muster::access {

// A hash: what a client sends has no say in how much is kept.
std::string Attempts::key_of(const LoginName& name, std::string_view address) {
  std::string text;
  text.append(name.tenant.view()).append(1, '\0').append(name.login).append(1, '\0').append(address);
  const TokenHash hash = hash_of(text);
  return std::string(hash.begin(), hash.end());
}

Attempts::Time Attempts::wait_of(const std::vector<Time>& times, Time now) {
  if (times.size() < kMost) return Time{0};
  return std::max(Time{0}, times.front() + kWithin - now);
}

bool Attempts::begin(const LoginName& name, std::string_view address, Time now) {
  const std::string key = key_of(name, address);
  const std::lock_guard lock(mutex_);
  Counted& counted = by_key_[key];
  if (wait_of(counted.times, now) > Time{0}) return false;
  if (counted.times.size() == kMost) counted.times.erase(counted.times.begin());
  counted.times.push_back(now);
  counted.turn = ++turn_;
  turns_.emplace_back(turn_, key);
  make_room();
  return true;
}

void Attempts::make_room() {
  while (by_key_.size() > kMostKept || turns_.size() > 2 * kMostKept) {
    const auto [turn, key] = turns_.front();
    turns_.pop_front();
    const auto it = by_key_.find(key);
    if (it != by_key_.end() && it->second.turn == turn) by_key_.erase(it);
  }
}

void Attempts::take_back(const LoginName& name, std::string_view address) {
  const std::lock_guard lock(mutex_);
  const auto it = by_key_.find(key_of(name, address));
  if (it != by_key_.end() && !it->second.times.empty()) it->second.times.pop_back();
}

void Attempts::forget(const LoginName& name, std::string_view address) {
  const std::lock_guard lock(mutex_);
  by_key_.erase(key_of(name, address));
}

Attempts::Time Attempts::wait(const LoginName& name, std::string_view address, Time now) const {
  const std::lock_guard lock(mutex_);
  const auto it = by_key_.find(key_of(name, address));
  return it == by_key_.end() ? Time{0} : wait_of(it->second.times, now);
}

std::size_t Attempts::size() const {
  const std::lock_guard lock(mutex_);
  return by_key_.size();
}

}  // namespace muster::access
