// What benchmarks open, or throw std::runtime_error with the reason. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <utility>

#include "ingest/log/log.h"
#include "projections/rocks_store.h"
#include "schemas/result.h"

namespace muster::bench {

template <class T>
T need(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().code + ": " + result.error().hint);
  return std::move(result).value();
}

std::unique_ptr<projections::RocksStore> open_store(const std::filesystem::path& folder, log::Partition partitions);

}  // namespace muster::bench
