#include "projections/snapshot.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "projections/codec.h"
#include "projections/family.h"
#include "projections/index_keys.h"
#include "projections/store_meta.h"

namespace muster::projections {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kManifestVersion = 1;
constexpr const char* kManifest = "manifest.json";
constexpr const char* kState = "state";

Error failed(const fs::path& where, const std::error_code& error) {
  if (error == std::errc::no_space_on_device) return disk_full_error(where.string());
  return Error{"io_error", ErrorClass::refused, where.string(), "the folder can't be written: see that this user may and that its disk works"};
}

Error damaged(const fs::path& file, const char* hint) { return Error{"store_corrupt", ErrorClass::corrupt, file.string(), hint}; }

Result<SnapshotFile> sum_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::vector<char> block(std::size_t{1} << 20);
  SnapshotFile sum;
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    XXH3_128bits_update(state.get(), block.data(), static_cast<std::size_t>(in.gcount()));
    sum.bytes += static_cast<std::uint64_t>(in.gcount());
  }
  if (!in.eof() || in.bad()) return damaged(file, "the file can't be read");
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  sum.xxh3 = fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  return sum;
}

Result<std::map<std::string, SnapshotFile>> sums_in(const fs::path& folder) {
  std::map<std::string, SnapshotFile> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    auto sum = sum_of(entry.path());
    if (!sum) return sum.error();
    files.emplace(entry.path().filename().string(), std::move(sum).value());
  }
  return files;
}

// What the store itself says: not what the live one says by now.
Result<Manifest> described(const fs::path& state) {
  auto store = RocksStore::open_to_read({.folder = state.string(), .block_cache_bytes = std::size_t{8} << 20});
  if (!store) return store.error();
  const auto reads = (*store)->snapshot();
  const auto meta = read_meta(*reads, state.string());
  if (!meta) return meta.error();
  Manifest manifest{meta->format, meta->partitions, meta->epoch, {}, {}, {}};
  for (const Topic topic : kFoldedTopics) {
    auto& next = manifest.offsets[std::string(spec(topic).name)];
    for (std::uint32_t p = 0; p < meta->partitions; ++p) {
      const auto bytes = reads->get(Family::meta, keys::next(topic, p));
      const auto offset = bytes ? decode_next_offset(*bytes) : Result<NextOffset>(NextOffset{});
      if (!offset) return offset.error();
      next.push_back(offset->offset);
    }
  }
  return manifest;
}

// Of the whole file system: what was written here is on the disk before its name is.
void make_durable(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::syncfs(fd);
  ::close(fd);
}

Status fill(RocksStore& store, const fs::path& folder, Timestamp now, Manifest& manifest) {
  if (auto copied = store.checkpoint((folder / kState).string()); !copied) return copied;
  auto found = described(folder / kState);
  if (!found) return found.error();
  auto files = sums_in(folder / kState);
  if (!files) return files.error();
  manifest = std::move(found).value();
  manifest.created_at = now;
  manifest.files = std::move(files).value();
  std::ofstream out(folder / kManifest);
  out << to_json(manifest) << '\n';
  out.close();
  if (!out) return failed(folder, std::make_error_code(std::errc::io_error));
  make_durable(folder);
  return Done{};
}

fs::path beside(const fs::path& folder, const char* what) {
  return folder.parent_path() / fmt::format(".{}.{}", folder.filename().string(), what);
}

// SST files never change once written; RocksDB writes on in the others.
Status place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (from.extension() == ".sst") {
    fs::create_hard_link(from, to, error);
    if (!error) return Done{};
  }
  fs::copy_file(from, to, error);
  return error ? Status(failed(to, error)) : Status(Done{});
}

Manifest parse(const Json& json) {
  Manifest manifest{json.at("format"), json.at("partitions"), json.at("epoch"), {}, json.at("offsets"), {}};
  auto time = parse_rfc3339(json.at("created_at").get<std::string>());
  if (time) manifest.created_at = *time;
  for (const auto& [name, file] : json.at("files").items()) manifest.files[name] = {file.at("bytes"), file.at("xxh3")};
  return manifest;
}

}  // namespace

std::uint64_t Manifest::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [name, file] : files) sum += file.bytes;
  return sum;
}

std::string to_json(const Manifest& manifest) {
  Json files = Json::object();
  for (const auto& [name, file] : manifest.files) files[name] = {{"bytes", file.bytes}, {"xxh3", file.xxh3}};
  const Json json{{"manifest", kManifestVersion}, {"format", manifest.format}, {"partitions", manifest.partitions},
                  {"epoch", manifest.epoch}, {"created_at", format_rfc3339(manifest.created_at)},
                  {"offsets", manifest.offsets}, {"files", files}};
  return json.dump();
}

bool is_snapshot_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && name.front() != '.' && std::all_of(name.begin(), name.end(), plain);
}

Result<Manifest> make_snapshot(RocksStore& store, const fs::path& folder, Timestamp now) {
  std::error_code error;
  if (fs::exists(folder, error)) {
    return Error{"already_exists", ErrorClass::conflict, folder.string(), "there is a snapshot of this name: give another one"};
  }
  const fs::path coming = beside(folder, "partial");
  fs::remove_all(coming, error);  // of a process that did not come to its end
  fs::create_directories(coming, error);
  if (error) return failed(coming, error);
  Manifest manifest;
  Status filled = fill(store, coming, now, manifest);
  if (filled) fs::rename(coming, folder, error);
  if (filled && error) filled = failed(folder, error);
  if (!filled) {
    fs::remove_all(coming, error);
    return filled.error();
  }
  make_durable(folder);
  return manifest;
}

Result<Manifest> read_manifest(const fs::path& folder) {
  std::ifstream in(folder / kManifest);
  if (!in) return Error{"not_found", ErrorClass::refused, folder.string(), "there is no snapshot in this folder"};
  const Json json = Json::parse(in, nullptr, false);
  try {
    if (json.at("manifest") != kManifestVersion) {
      return Error{"newer_format", ErrorClass::refused, folder.string(), "the snapshot was made by a newer muster: use that one"};
    }
    Manifest manifest = parse(json);
    const bool plain = std::all_of(manifest.files.begin(), manifest.files.end(), [](const auto& f) { return is_snapshot_name(f.first); });
    if (plain) return manifest;
  } catch (const Json::exception&) {  // what is missing, or of another type
  }
  return damaged(folder / kManifest, "the manifest can't be read: the snapshot is damaged, take another one");
}

Result<Manifest> check_snapshot(const fs::path& folder) {
  auto manifest = read_manifest(folder);
  if (!manifest) return manifest.error();
  if (auto format = check_format(manifest->format, folder.string()); !format) return format.error();
  for (const auto& [name, file] : manifest->files) {
    const fs::path path = folder / kState / name;
    const auto found = sum_of(path);
    if (!found) return found.error();
    if (*found != file) return damaged(path, "the file is not the one that the snapshot was made of: take another one");
  }
  auto found = described(folder / kState);
  if (!found) return found.error();
  found->created_at = manifest->created_at;
  found->files = manifest->files;
  if (*found != *manifest) return damaged(folder / kManifest, "the manifest does not speak of this store: take another snapshot");
  return manifest;
}

Status restore_snapshot(const fs::path& folder, const fs::path& state) {
  const auto manifest = read_manifest(folder);
  if (!manifest) return manifest.error();
  const fs::path coming = beside(state, "restoring");
  std::error_code error;
  fs::remove_all(coming, error);
  fs::create_directories(coming, error);
  if (error) return failed(coming, error);
  for (const auto& [name, file] : manifest->files) {
    if (name == "IDENTITY") continue;  // each state that is made of it is another store
    if (auto copied = place(folder / kState / name, coming / name); !copied) return copied;
  }
  make_durable(coming);
  fs::rename(coming, state, error);
  return error ? Status(failed(state, error)) : Status(Done{});
}

}  // namespace muster::projections
