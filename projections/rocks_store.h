// The store on RocksDB: one database a process, a column family per Family. Any thread, as kv.h says.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "projections/kv.h"

namespace rocksdb {
class Env;
}

namespace muster::projections {

// The format that a folder's store says it has, whatever else this build could not read of it; empty
// where there is none or it can't be told. Takes no lock.
std::optional<std::uint32_t> stored_format(const std::string& folder);

struct RocksOptions {
  std::string folder;             // made where it is absent
  std::uint32_t partitions = 1;   // of the log that the state is made of
  std::optional<std::uint32_t> oldest_format{};  // that open() takes, to be read alone; else this build's
  std::size_t block_cache_bytes = std::size_t{256} << 20;
  std::size_t write_buffer_bytes = std::size_t{64} << 20;  // of all families together
  std::size_t wal_bytes = std::size_t{256} << 20;          // bounds what a restart replays
  int open_files = 512;
  rocksdb::Env* env = nullptr;    // for tests that take the disk away; outlives the store
};

class RocksStore final : public Store {
 public:
  // Its folder may be renamed while it is open. errors, where = the folder: store_locked (another has it), wrong_format,
  // wrong_partitions, store_corrupt, store_unavailable, disk_full
  static Result<std::unique_ptr<RocksStore>> open(const RocksOptions& options);
  // One that is there already and is left as it is: for copies, and for a store whose process has ended.
  // Takes no lock, knows no `partitions` but its own, commits nothing. errors: as open(), but for
  // store_locked and wrong_partitions
  static Result<std::unique_ptr<RocksStore>> open_to_read(const RocksOptions& options);
  ~RocksStore() override;

  std::unique_ptr<Reads> snapshot() const override;
  std::unique_ptr<Reads> latest() const override;
  std::unique_ptr<Batch> batch() const override;
  // A batch of this class's. A write that failed leaves the store unwritable: RocksDB takes no more
  // until the folder is opened anew, or until it has recovered by itself.
  Status commit(std::unique_ptr<Batch> batch) override;
  Status sync() override;
  bool writable() const override;
  std::string identity() const override;

  // A copy by hard links in a folder that does not exist yet, on the same file system: what is
  // committed, opened like any store.
  Status checkpoint(const std::string& folder);

  // For metrics: block_cache_bytes, memtable_bytes, sst_bytes, keys_estimate, sessions_estimate,
  // pending_compaction_bytes, writes_stopped (0, 1), delayed_write_bytes_per_second.
  std::map<std::string, std::uint64_t> figures() const;

 private:
  struct Impl;

 public:
  explicit RocksStore(std::unique_ptr<Impl> impl);  // open() alone can make an Impl

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::projections
