// How many event sets the law is tried on, and how: by the environment, so that a long search is one run.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace muster::processors {

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Sets are small: so that re-folds go from one checkpoint to the next, these have to stand close.
inline std::uint32_t chunk_of(std::uint64_t seed) {
  const std::uint64_t by_seed = seed % 4 == 0 ? 128 : seed % 4;
  return static_cast<std::uint32_t>(number_from("MUSTER_LAW_CHUNK", by_seed));
}

}  // namespace muster::processors
