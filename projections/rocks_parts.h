// Behind rocks_store.h: what it is built of. Not for others: it includes RocksDB.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>

#include <rocksdb/db.h>

#include "projections/family.h"
#include "projections/rocks_store.h"

namespace muster::projections {

using Handles = std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount>;

// As one error of ours; never RocksDB's own text, which may quote keys.
Error rocks_error(const rocksdb::Status& status, const std::string& folder);

rocksdb::DBOptions database_options(const RocksOptions& options, std::shared_ptr<std::atomic<bool>> writable);
rocksdb::ColumnFamilyOptions family_options(Family f, const std::shared_ptr<rocksdb::Cache>& cache);

class RocksBatch final : public Batch {
 public:
  explicit RocksBatch(const Handles& handles) : handles_(handles) {}
  void put(Family f, std::string_view key, std::string_view value) override;
  void erase(Family f, std::string_view key) override;
  void add(Family f, std::string_view key, std::string_view edges) override;
  std::size_t bytes() const override { return writes.GetDataSize(); }

  rocksdb::WriteBatch writes;

 private:
  const Handles& handles_;
};

class RocksReads final : public Reads {
 public:
  // At a snapshot, which it then owns, or at whatever is committed (null).
  RocksReads(rocksdb::DB& db, const Handles& handles, const std::string& folder,
             const rocksdb::Snapshot* snapshot);
  ~RocksReads() override;
  RocksReads(const RocksReads&) = delete;
  RocksReads& operator=(const RocksReads&) = delete;

  std::optional<std::string> get(Family f, std::string_view key) const override;
  void scan(Family f, std::string_view from, std::string_view to, const Visit& visit) const override;
  void scan_back(Family f, std::string_view from, std::string_view to, const Visit& visit) const override;

 private:
  bool show(Family f, const rocksdb::Iterator& at, const Visit& visit) const;
  void check(const rocksdb::Status& status) const;

  rocksdb::DB& db_;
  const Handles& handles_;
  const std::string& folder_;
  rocksdb::ReadOptions options_;  // at the snapshot
};

}  // namespace muster::projections
