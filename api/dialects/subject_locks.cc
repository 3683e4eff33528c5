#include "api/dialects/subject_locks.h"

namespace muster::api::dialects {

SubjectLocks::Held::~Held() {
  if (locks_ == nullptr) return;
  {
    const std::lock_guard lock(locks_->mutex_);
    locks_->held_.erase(key_);
  }
  locks_->freed_.notify_all();
}

SubjectLocks::Held SubjectLocks::take(const Tenant& tenant, const SubjectId& subject) {
  std::string key = tenant.str() + "/" + subject.str();
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return !held_.contains(key); });
  held_.insert(key);
  return Held(*this, std::move(key));
}

}  // namespace muster::api::dialects
