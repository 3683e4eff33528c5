#include "ingest/write_claims.h"

#include <mutex>
#include <unordered_map>

namespace muster::ingest {

struct WriteClaims::Writing {
  std::mutex mutex;
  std::unordered_map<std::string, int> writers;
  std::uint64_t bytes = 0;

  void leave(const std::string& key, std::uint64_t of_one) {
    const std::lock_guard lock(mutex);
    bytes -= of_one;
    const auto it = writers.find(key);
    if (--it->second == 0) writers.erase(it);
  }
};

WriteClaims::WriteClaims() : writing_(std::make_shared<Writing>()) {}

std::shared_ptr<void> WriteClaims::claim(const std::string& key, bool alone, std::uint64_t bytes) {
  const std::lock_guard lock(writing_->mutex);
  int& writers = writing_->writers[key];
  if (alone && writers > 0) return nullptr;
  ++writers;
  writing_->bytes += bytes;
  return {writing_.get(), [writing = writing_, key, bytes](void*) { writing->leave(key, bytes); }};
}

std::uint64_t WriteClaims::bytes() const {
  const std::lock_guard lock(writing_->mutex);
  return writing_->bytes;
}

}  // namespace muster::ingest
