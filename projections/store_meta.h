// What a store says about itself in `meta`, checked before anybody reads a row. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "projections/kv.h"

namespace muster::projections {

// Raised by every change of a key, a codec, the fold or a contribution: an older store is never folded on, a
// new one is made of the log.
inline constexpr std::uint32_t kStoreFormat = 6;
// The oldest one whose rows reads of this build still understand, outbox included: it serves while the new one is
// made. Raised to kStoreFormat by a change of what is read; a change of what only the fold reads leaves it (4 had
// other states between events, 5 an entry of each day up to the end that is shown).
inline constexpr std::uint32_t kOldestRead = 4;

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
Status check_format(std::uint32_t format, const std::string& folder, std::uint32_t oldest = kStoreFormat);

// Writes format and partitions into an empty store; compares them in any other.
// `oldest`: the oldest format that is good enough.
// errors, `where` = the folder: wrong_format (refused), wrong_partitions (refused), store_corrupt
Status check_meta(Store& store, std::uint32_t partitions, const std::string& folder, std::uint32_t oldest = kStoreFormat);

}  // namespace muster::projections
