#include "deploy/muster/rebuild.h"

#include <utility>

#include "processors/hand_over.h"

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;

constexpr Duration kNear{1000};
constexpr std::size_t kBlockCacheBytes = std::size_t{256} << 20;  // it is to serve later

Result<std::unique_ptr<projections::RocksStore>> open_or_begin(const fs::path& folder, log::Partition partitions) {
  const projections::RocksOptions options{.folder = folder.string(), .partitions = partitions, .block_cache_bytes = kBlockCacheBytes};
  auto store = projections::RocksStore::open(options);
  // Left by another build, of another log, or damaged: nobody has read it yet.
  if (store || (store.error().cls != ErrorClass::refused && store.error().cls != ErrorClass::corrupt)) return store;
  if (store.error().code == "store_locked") return store;
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return projections::RocksStore::open(options);
}

}  // namespace

fs::path folder_of_rebuild(const fs::path& data) { return data / "state.new"; }

Rebuild::Rebuild(const Ports& ports, processors::RunnerOptions options, std::unique_ptr<projections::RocksStore> store)
    : ports_(ports), options_(std::move(options)), store_(std::move(store)), progress_(ports.log.partitions()) {
  go_on();
}

Rebuild::~Rebuild() = default;

Result<std::unique_ptr<Rebuild>> Rebuild::begin(const fs::path& data, const Ports& ports, const processors::RunnerOptions& options) {
  auto store = open_or_begin(folder_of_rebuild(data), ports.log.partitions());
  if (!store) return store.error();
  if (const Status forgotten = processors::forget_outbox(**store); !forgotten) return forgotten.error();
  processors::RunnerOptions silent = options;
  silent.task.announce = false;
  silent.task.store_name = folder_of_rebuild(data).string();
  silent.threads = 1;
  return std::make_unique<Rebuild>(ports, silent, std::move(store).value());
}

void Rebuild::go_on() {
  runner_ = std::make_unique<processors::Runner>(ports(), options_);
  runner_->start();
}

bool Rebuild::ready() const {
  const processors::RunnerReport now = report();
  return now.running() && now.caught_up && now.behind <= kNear;
}

}  // namespace muster::deploy
