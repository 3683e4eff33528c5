// The event log of one process: an own RocksDB in a folder, one synced write for all appends that
// wait at a time (group commit). Any thread, as the port says; readers keep the folder open, so
// they go before the log is closed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>

#include "ingest/log/log.h"

namespace muster::log {

struct EmbeddedLogOptions {
  std::filesystem::path folder{};
  std::optional<Partition> partitions{};      // pinned at creation: 1..16, 4 where not given
  std::size_t pending_bytes = 64 << 20;       // appends that wait; beyond it log_full
  std::size_t max_wal_bytes = 128 << 20;      // bounds the time that opening takes
  std::size_t write_buffer_bytes = 64 << 20;  // of all topics together
  std::size_t block_cache_bytes = 32 << 20;
};

class EmbeddedLog : public EventLog {
 public:
  // Deletes what lies below `start` (at most the end) of a topic that is not compacted. What readers
  // and queries see changes at once; files go as a whole, so the disk follows later.
  // errors: log_unavailable (retry), bad_parameter (refused) for a compacted topic
  virtual Status set_log_start(Topic topic, Partition partition, Offset start) = 0;

  struct Stats {
    std::uint64_t commits = 0;  // synced writes
    std::uint64_t records = 0;
    std::size_t pending_bytes = 0;
  };
  virtual Stats stats() const = 0;
};

// Creates the folder where it is not there. Errors:
//   data_in_use (refused)       another process has the folder open
//   wrong_partitions (refused)  the folder was created with another number
//   newer_format (refused)      written by a later build
//   data_unreadable (corrupt)   damaged, not a log, or not accessible
//   log_unavailable (retry)     the disk refused
Result<std::unique_ptr<EmbeddedLog>> open_embedded_log(const EmbeddedLogOptions& options);

}  // namespace muster::log
