// Synced appends to a bare RocksDB, which commits those that wait together: what the embedded log
// and the door before it are measured against. Blocks until all is durable.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace muster::bench {

// All `values` by so many threads at once, each write one synced batch of `batch` records; seconds.
double bare_append(const std::filesystem::path& folder, const std::vector<std::string>& values, std::size_t writers,
                   std::size_t batch);

// The 99th percentile, in seconds, of `count` appends of 4 KiB to a file, each followed by fdatasync.
double fdatasync_p99(const std::filesystem::path& file, std::size_t count);

}  // namespace muster::bench
