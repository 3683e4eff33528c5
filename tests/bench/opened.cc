#include "tests/bench/opened.h"

namespace muster::bench {

std::unique_ptr<projections::RocksStore> open_store(const std::filesystem::path& folder, log::Partition partitions) {
  projections::RocksOptions options;
  options.folder = folder.string();
  options.partitions = partitions;
  return need(projections::RocksStore::open(options));
}

}  // namespace muster::bench
