#include "projections/rocks_store.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include <rocksdb/cache.h>
#include <rocksdb/utilities/checkpoint.h>

#include "projections/index_keys.h"
#include "projections/rocks_folder.h"
#include "projections/rocks_parts.h"
#include "projections/store_meta.h"

namespace muster::projections {

struct RocksStore::Impl {
  std::string folder;  // as it was called when it was opened
  RocksFolder held;    // of one that may be written
  std::shared_ptr<rocksdb::Cache> cache;
  std::shared_ptr<std::atomic<bool>> writable = std::make_shared<std::atomic<bool>>(true);
  std::unique_ptr<rocksdb::DB> db;
  Handles handles{};

  // `open`: rocksdb::DB::Open, or what takes and does the same.
  template <class Open>
  static Result<std::unique_ptr<Impl>> open(const RocksOptions& options, RocksFolder held, const std::string& path, Open open);

  ~Impl() {
    for (auto* handle : handles) {
      if (handle != nullptr) db->DestroyColumnFamilyHandle(handle);
    }
  }

  rocksdb::ColumnFamilyHandle* of(Family f) const { return handles[index_of(f)]; }

  Status failed_write(const rocksdb::Status& status) {
    if (status.IsIOError() || status.IsCorruption()) *writable = false;
    return rocks_error(status, folder);
  }

  std::uint64_t figure(Family f, const std::string& property) const {
    std::uint64_t value = 0;
    db->GetIntProperty(of(f), property, &value);
    return value;
  }
  std::uint64_t total(const std::string& property) const {
    std::uint64_t value = 0;
    db->GetAggregatedIntProperty(property, &value);
    return value;
  }
};

namespace {

using Families = std::vector<rocksdb::ColumnFamilyDescriptor>;

// RocksDB wants its default family too; nothing is kept in it.
Families all_families(const std::shared_ptr<rocksdb::Cache>& cache) {
  Families families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions{});
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    const auto f = static_cast<Family>(i);
    families.emplace_back(std::string(name_of(f)), family_options(f, cache));
  }
  return families;
}

// A family that this build does not know was made by another one.
Status check_families(const rocksdb::DBOptions& db, const Families& known, const std::string& folder) {
  std::vector<std::string> found;
  if (!rocksdb::DB::ListColumnFamilies(db, folder, &found).ok()) return Done{};  // none yet, or open() says
  for (const std::string& name : found) {
    const bool ours = std::any_of(known.begin(), known.end(), [&](const auto& f) { return f.name == name; });
    if (!ours) {
      return Error{"wrong_format", ErrorClass::refused, folder,
                   "The state was written by another build. Run that one, or move the folder away: the next "
                   "start rebuilds the state from the log."};
    }
  }
  return Done{};
}

Status make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error == std::errc::no_space_on_device) return disk_full_error(folder);
  if (error) return rocks_error(rocksdb::Status::IOError(), folder);
  return Done{};
}

}  // namespace

template <class Open>
Result<std::unique_ptr<RocksStore::Impl>> RocksStore::Impl::open(const RocksOptions& options, RocksFolder held,
                                                                 const std::string& path, Open open) {
  auto impl = std::make_unique<Impl>();
  impl->folder = options.folder;
  impl->held = std::move(held);
  impl->cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  const rocksdb::DBOptions db_options = database_options(options, impl->writable);
  const Families families = all_families(impl->cache);
  if (Status known = check_families(db_options, families, options.folder); !known) return known.error();

  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened = open(db_options, path, families, &handles, &db);
  if (!opened.ok()) return rocks_error(opened, options.folder);
  impl->db.reset(db);
  db->DestroyColumnFamilyHandle(handles.front());
  std::copy(handles.begin() + 1, handles.end(), impl->handles.begin());
  return impl;
}

RocksStore::RocksStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RocksStore::~RocksStore() = default;

Result<std::unique_ptr<RocksStore>> RocksStore::open(const RocksOptions& options) {
  if (Status made = make_folder(options.folder); !made) return made.error();
  auto held = RocksFolder::hold(options.folder);
  if (!held) return held.error();
  const std::string path = held->path();
  auto impl = Impl::open(options, std::move(held).value(), path, [](const auto& db, const auto& folder, const auto& families, auto* handles, auto** opened) {
    return rocksdb::DB::Open(db, folder, families, handles, opened);
  });
  if (!impl) return impl.error();
  auto store = std::make_unique<RocksStore>(std::move(impl).value());
  if (Status meta = check_meta(*store, options.partitions, options.folder, options.oldest_format.value_or(kStoreFormat)); !meta) return meta.error();
  return store;
}

Result<std::unique_ptr<RocksStore>> RocksStore::open_to_read(const RocksOptions& options) {
  auto impl = Impl::open(options, {}, options.folder, [](const auto& db, const auto& folder, const auto& families, auto* handles, auto** opened) {
    return rocksdb::DB::OpenForReadOnly(db, folder, families, handles, opened);
  });
  if (!impl) return impl.error();
  auto store = std::make_unique<RocksStore>(std::move(impl).value());
  auto found = read_meta(*store->snapshot(), options.folder);
  if (!found) return found.error();
  if (Status meta = check_format(found->format, options.folder); !meta) return meta.error();
  return store;
}

std::optional<std::uint32_t> stored_format(const std::string& folder) {
  Families families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions{});
  families.emplace_back(std::string(name_of(Family::meta)), rocksdb::ColumnFamilyOptions{});
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  if (!rocksdb::DB::OpenForReadOnly({}, folder, families, &handles, &raw).ok()) return std::nullopt;
  const std::unique_ptr<rocksdb::DB> db(raw);
  std::string text;
  const bool found = db->Get({}, handles.back(), rocksdb::Slice(keys::kFormat.data(), keys::kFormat.size()), &text).ok();
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  return found ? format_number(text) : std::nullopt;
}

std::unique_ptr<Reads> RocksStore::snapshot() const {
  return std::make_unique<RocksReads>(*impl_->db, impl_->handles, impl_->folder, impl_->db->GetSnapshot());
}

std::unique_ptr<Reads> RocksStore::latest() const {
  return std::make_unique<RocksReads>(*impl_->db, impl_->handles, impl_->folder, nullptr);
}

std::unique_ptr<Batch> RocksStore::batch() const { return std::make_unique<RocksBatch>(impl_->handles); }

Status RocksStore::commit(std::unique_ptr<Batch> batch) {
  auto& writes = static_cast<RocksBatch&>(*batch).writes;
  const rocksdb::Status status = impl_->db->Write(rocksdb::WriteOptions{}, &writes);
  if (!status.ok()) return impl_->failed_write(status);
  return Done{};
}

Status RocksStore::sync() {
  const rocksdb::Status status = impl_->db->SyncWAL();
  if (!status.ok()) return impl_->failed_write(status);
  return Done{};
}

bool RocksStore::writable() const { return *impl_->writable; }

std::string RocksStore::identity() const {
  std::string identity;
  impl_->db->GetDbIdentity(identity);
  return identity;
}

Status RocksStore::checkpoint(const std::string& folder) {
  rocksdb::Checkpoint* raw = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(impl_->db.get(), &raw);
  const std::unique_ptr<rocksdb::Checkpoint> maker(raw);
  if (status.ok()) status = maker->CreateCheckpoint(folder);
  if (!status.ok()) return rocks_error(status, folder);
  return Done{};
}

std::map<std::string, std::uint64_t> RocksStore::figures() const {
  using Properties = rocksdb::DB::Properties;
  const auto count = [&](rocksdb::Tickers ticker) { return impl_->db->GetDBOptions().statistics->getTickerCount(ticker); };
  return {{"block_cache_hits", count(rocksdb::BLOCK_CACHE_HIT)},
          {"block_cache_misses", count(rocksdb::BLOCK_CACHE_MISS)},
          {"block_cache_limit_bytes", impl_->cache->GetCapacity()},
          {"block_cache_bytes", impl_->cache->GetUsage()},
          {"memtable_bytes", impl_->total(Properties::kCurSizeAllMemTables)},
          {"sst_bytes", impl_->total(Properties::kTotalSstFilesSize)},
          {"keys_estimate", impl_->total(Properties::kEstimateNumKeys)},
          {"sessions_estimate", impl_->figure(Family::sessions, Properties::kEstimateNumKeys)},
          {"pending_compaction_bytes", impl_->total(Properties::kEstimatePendingCompactionBytes)},
          {"writes_stopped", impl_->figure(Family::meta, Properties::kIsWriteStopped)},
          {"delayed_write_bytes_per_second", impl_->figure(Family::meta, Properties::kActualDelayedWriteRate)}};
}

}  // namespace muster::projections
