// How much each client's address holds of something that all share, so that one of them can't hold all of it.
// Any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace muster::http {

class PeerShares {
 public:
  explicit PeerShares(std::size_t most) : most_(most) {}

  // All or nothing.
  bool try_take(const std::string& address, std::size_t bytes);
  void give_back(const std::string& address, std::size_t bytes);

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> held_;  // of those that hold any: as many as there are connections
};

}  // namespace muster::http
