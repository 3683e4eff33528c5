#include "tests/sim/beside.h"

#include "processors/hand_over.h"
#include "projections/store_meta.h"

namespace muster::sim {

std::unique_ptr<projections::MemoryStore> new_store(std::uint64_t number) {
  return std::make_unique<projections::MemoryStore>(std::to_string(number));
}

std::unique_ptr<projections::MemoryStore> copy_of(const projections::MemoryStore& store, std::uint64_t number) {
  auto copy = new_store(number);
  auto batch = copy->batch();
  const auto reads = store.snapshot();
  for (std::size_t f = 0; f < projections::kFamilyCount; ++f) {
    const auto family = static_cast<projections::Family>(f);
    reads->scan(family, {}, {}, [&](std::string_view key, std::string_view value) { return batch->put(family, key, value), true; });
  }
  static_cast<void>(copy->commit(std::move(batch)));
  static_cast<void>(copy->sync());
  return copy;
}

void Beside::begin(const processors::TaskOptions& options, std::uint64_t number) {
  if (!there()) store_ = new_store(number);
  if (projections::check_meta(*store_, kPartitions, "beside").ok()) static_cast<void>(processors::forget_outbox(*store_));
  processors::TaskOptions silent = options;
  silent.announce = false;
  progress_ = std::make_unique<processors::Progress>(kPartitions);
  for (log::Partition p = 0; p < kPartitions; ++p) tasks_.push_back(std::make_unique<processors::Task>(ports(), p, silent));
}

void Beside::work() {
  for (const auto& task : tasks_) task->work();
}

std::unique_ptr<projections::MemoryStore> Beside::take_over(projections::MemoryStore& live, const processors::TaskOptions& options) {
  for (const auto& task : tasks_) task->finish();
  tasks_.clear();
  processors::Progress progress(kPartitions);
  const Status done = processors::hand_over({log_, live, progress, wall_, monotonic_}, ports(), options);
  if (done) return std::move(store_);
  begin(options, 0);
  return nullptr;
}

void Beside::die(bool power_cut) {
  tasks_.clear();
  if (store_ && power_cut) store_->drop_unsynced();
}

}  // namespace muster::sim
