// One at a time for each (tenant, subject): held by whoever reads before it writes, until the projections have
// what it wrote. Any thread; as many may wait as there are threads.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "schemas/named.h"

namespace muster::api::dialects {

class SubjectLocks {
 public:
  class Held {
   public:
    Held(Held&& other) noexcept : locks_(std::exchange(other.locks_, nullptr)), key_(std::move(other.key_)) {}
    Held& operator=(Held&&) = delete;
    ~Held();

   private:
    friend class SubjectLocks;
    Held(SubjectLocks& locks, std::string key) : locks_(&locks), key_(std::move(key)) {}
    SubjectLocks* locks_;
    std::string key_;
  };

  // Waits until nobody else holds it. A thread takes one at a time.
  Held take(const Tenant& tenant, const SubjectId& subject);

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  std::set<std::string> held_;
};

}  // namespace muster::api::dialects
