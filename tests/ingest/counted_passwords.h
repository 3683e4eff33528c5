// Cheap passwords that are counted, and an audit that keeps its lines. Any thread.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "api/access/audit.h"
#include "api/access/passwords.h"

namespace muster::ingest {

class CountedPasswords final : public access::Passwords {
 public:
  Result<std::string> hash(std::string_view password) override {
    if (full) return Error{"over_budget", ErrorClass::retry, "", ""};
    return ++hashes, real_->hash(password);
  }
  Result<bool> matches(std::string_view password, const std::string& hash) override {
    if (full) return Error{"over_budget", ErrorClass::retry, "", ""};
    return ++checks, real_->matches(password, hash);
  }
  bool outdated(const std::string& hash) override { return real_->outdated(hash); }

  std::atomic<int> hashes{0}, checks{0};
  std::atomic<bool> full{false};  // there is no memory for any

 private:
  std::unique_ptr<access::Passwords> real_ = access::argon2id({1, 8 * 1024});
};

class KeptAudit final : public access::Audit {
 public:
  void note(access::AuditEntry entry) noexcept override {
    const std::lock_guard lock(mutex_);
    lines_.push_back(entry.action + " " + entry.actor + " " + entry.target + " " + entry.outcome);
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace muster::ingest
