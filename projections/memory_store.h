// The store's twin on ordered maps, for tests and simulations: the same contract as RocksDB, plus
// faults to order. Any thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "projections/kv.h"

namespace muster::projections {

class MemoryStore final : public Store {
 public:
  using Table = std::map<std::string, std::string, std::less<>>;
  using Tables = std::array<std::shared_ptr<const Table>, kFamilyCount>;

  MemoryStore();
  explicit MemoryStore(std::string identity);  // for who wants the same twice

  std::unique_ptr<Reads> snapshot() const override;
  std::unique_ptr<Reads> latest() const override;
  std::unique_ptr<Batch> batch() const override;
  Status commit(std::unique_ptr<Batch> batch) override;  // a batch of this class's
  Status sync() override;
  bool writable() const override;
  std::string identity() const override { return identity_; }

  // The next commit gives this error and writes nothing. With disk_full the store stays unwritable
  // until heal().
  void fail_next_commit(Error error);
  void heal();
  // What a machine loses when its power does: everything committed after the last sync().
  void drop_unsynced();

  // All entries of all families, to compare two stores by.
  std::string dump() const;

 private:
  friend class LatestMemoryReads;

  const std::string identity_;
  mutable std::mutex mutex_;
  std::array<std::shared_ptr<Table>, kFamilyCount> now_;
  std::array<std::shared_ptr<Table>, kFamilyCount> synced_;
  // Held by a snapshot or by synced_: copied before it is changed.
  mutable std::array<bool, kFamilyCount> shared_{};
  std::unique_ptr<Error> fault_;
  bool writable_ = true;
};

}  // namespace muster::projections
