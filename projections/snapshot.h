// Copies of a store that outlive it: a folder with the store's files (hard links) and a manifest that
// says what they hold. Any thread; one at a time for one folder.
//
//   NAME/manifest.json   {"manifest":1,"format":…,"partitions":…,"epoch":…,"created_at":…,
//                         "offsets":{TOPIC:[next offset of each partition]},"files":{NAME:{"bytes":…,"xxh3":…}}}
//   NAME/state/          the store, as committed at one moment
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "projections/rocks_store.h"
#include "schemas/time.h"

namespace muster::projections {

struct SnapshotFile {
  std::uint64_t bytes = 0;
  std::string xxh3;  // of its content, 32 hex digits
  friend bool operator==(const SnapshotFile&, const SnapshotFile&) = default;
};

struct Manifest {
  std::uint32_t format = 0;
  std::uint32_t partitions = 0;
  std::string epoch;
  Timestamp created_at{};
  std::map<std::string, std::vector<std::int64_t>> offsets;
  std::map<std::string, SnapshotFile> files;

  std::uint64_t bytes() const;
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

std::string to_json(const Manifest& manifest);

// What a client may call one: 1 to 64 of [A-Za-z0-9._-], no '.' first.
bool is_snapshot_name(std::string_view name);

// The folder appears whole or not at all. Flushes the store; reads all of the copy once. errors:
// already_exists (conflict); io_error (refused); those of checkpoint()
Result<Manifest> make_snapshot(RocksStore& store, const std::filesystem::path& folder, Timestamp now);

// errors: not_found (refused) where there is none; store_corrupt
Result<Manifest> read_manifest(const std::filesystem::path& folder);

// That its files are those of the manifest, byte for byte, of this build's format, and that the store
// says the same as the manifest. errors: as read_manifest; store_corrupt, where = the file; wrong_format
Result<Manifest> check_snapshot(const std::filesystem::path& folder);

// Makes `state` of it, which is not there yet, whole or not at all. errors: io_error (refused), disk_full
Status restore_snapshot(const std::filesystem::path& folder, const std::filesystem::path& state);

}  // namespace muster::projections
