// What a store says about itself in `meta`, checked before anybody reads a row. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "projections/kv.h"

namespace muster::projections {

// Raised by every change of a key, a codec, the fold or a contribution: an older store is rebuilt
// from the log, never read.
inline constexpr std::uint32_t kStoreFormat = 5;

struct StoreMeta {
  std::uint32_t format = 0;
  std::uint32_t partitions = 0;
  std::string epoch;  // of the log; empty: not pinned yet
};
// As it is stored. Empty: that is no number.
std::optional<std::uint32_t> format_number(const std::string& text);

// What a store that is there says. error: store_corrupt
Result<StoreMeta> read_meta(const Reads& reads, const std::string& folder);
// error: wrong_format (refused), with what to do
Status check_format(std::uint32_t format, const std::string& folder);

// Writes format and partitions into an empty store; compares them in any other.
// errors, `where` = the folder: wrong_format (refused), wrong_partitions (refused), store_corrupt
Status check_meta(Store& store, std::uint32_t partitions, const std::string& folder);

}  // namespace muster::projections
