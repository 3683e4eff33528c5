// What is known of tokens, by their hash, so that a request costs a look-up. Bounded: of two
// halves the older is dropped when the younger is full. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace muster::access {

using TokenHash = std::array<std::uint8_t, 32>;
// Of all of the token.
TokenHash hash_of(std::string_view token);

template <class Known>
class TokenCache {
 public:
  explicit TokenCache(std::size_t most) : half_(most / 2) {}

  // Null where there is none.
  std::shared_ptr<const Known> find(const TokenHash& hash) {
    const std::lock_guard lock(mutex_);
    if (const auto it = young_.find(hash); it != young_.end()) return it->second;
    const auto it = old_.find(hash);
    if (it == old_.end()) return nullptr;
    auto known = it->second;
    keep(hash, known);
    return known;
  }

  void put(const TokenHash& hash, std::shared_ptr<const Known> known) {
    const std::lock_guard lock(mutex_);
    keep(hash, std::move(known));
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return young_.size() + old_.size();
  }

 private:
  struct Spread {
    std::size_t operator()(const TokenHash& hash) const {
      std::size_t out = 0;
      std::memcpy(&out, hash.data(), sizeof out);
      return out;
    }
  };
  using Half = std::unordered_map<TokenHash, std::shared_ptr<const Known>, Spread>;

  void keep(const TokenHash& hash, std::shared_ptr<const Known> known) {
    if (young_.size() >= half_) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_.insert_or_assign(hash, std::move(known));
  }

  const std::size_t half_;
  mutable std::mutex mutex_;
  Half young_, old_;
};

}  // namespace muster::access
