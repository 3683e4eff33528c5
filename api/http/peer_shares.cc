#include "api/http/peer_shares.h"

namespace muster::http {

bool PeerShares::try_take(const std::string& address, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto it = held_.find(address);
  const std::size_t held = it == held_.end() ? 0 : it->second;
  if (bytes > most_ || held > most_ - bytes) return false;
  if (it == held_.end()) {
    held_.emplace(address, bytes);
  } else {
    it->second += bytes;
  }
  return true;
}

void PeerShares::give_back(const std::string& address, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto it = held_.find(address);
  if (it == held_.end()) return;
  it->second -= bytes;
  if (it->second == 0) held_.erase(it);
}

}  // namespace muster::http
