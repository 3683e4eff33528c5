#include "processors/pinned.h"

#include <fmt/format.h>

#include "projections/index_keys.h"
#include "projections/store_meta.h"

namespace muster::processors {
namespace {

using projections::Family;
namespace keys = projections::keys;

Error wrong_epoch(const std::string& store_name) {
  return Error{"wrong_epoch", ErrorClass::corrupt, store_name,
               fmt::format("The state was made of another epoch of the log. Point --log at that log, or stop muster, "
                           "then: mv '{0}' '{0}.old'; the next start rebuilds the state.", store_name)};
}

}  // namespace

Status check_pinned(projections::Store& store, const log::EventLog& log, const std::string& store_name) {
  const Status meta = projections::check_meta(store, log.partitions(), store_name);
  return meta.ok() ? check_epoch(store, log, store_name) : meta;
}

Status check_epoch(projections::Store& store, const log::EventLog& log, const std::string& store_name) {
  const std::string epoch = log.epoch();
  const auto stored = store.snapshot()->get(Family::meta, keys::kEpoch);
  if (stored) return *stored == epoch ? Status(Done{}) : Status(wrong_epoch(store_name));
  auto batch = store.batch();
  batch->put(Family::meta, keys::kEpoch, epoch);
  return store.commit(std::move(batch));
}

}  // namespace muster::processors
