// The embedded log's records as bare RocksDB hands them out: what a drain is measured against. The
// folder must not be open elsewhere for writing. One thread.
#pragma once

#include <cstdint>
#include <filesystem>

namespace muster::bench {

struct Scanned {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  double seconds = 0;
  double cpu_seconds = 0;
};

Scanned bare_scan(const std::filesystem::path& folder);

}  // namespace muster::bench
