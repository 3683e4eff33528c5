// The store that answers, until another that was made beside it takes its place. Any thread.
#pragma once

#include <memory>
#include <mutex>

#include "projections/kv.h"

namespace muster::projections {

class StoreInUse {
 public:
  explicit StoreInUse(std::shared_ptr<const Store> store) : store_(std::move(store)) {}

  // Held for as long as its snapshots are read.
  std::shared_ptr<const Store> get() const {
    const std::lock_guard lock(mutex_);
    return store_;
  }
  // The one before goes once nobody reads it any more.
  void replace(std::shared_ptr<const Store> by) {
    const std::lock_guard lock(mutex_);
    store_.swap(by);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Store> store_;
};

}  // namespace muster::projections
