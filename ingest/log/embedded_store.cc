#include "ingest/log/embedded_store.h"

#include <fmt/core.h>
#include <rocksdb/convenience.h>

#include <algorithm>

#include "ingest/log/embedded_format.h"
#include "ingest/log/embedded_options.h"
#include "ingest/log/log_errors.h"
#include "schemas/ids.h"

namespace muster::log::embedded {
namespace {

constexpr Partition kDefaultPartitions = 4;
constexpr Partition kMaxPartitions = 16;

Error unreadable(const std::string& folder, std::string_view why) {
  return {"data_unreadable", ErrorClass::corrupt, folder,
          fmt::format("The event log in this folder cannot be read: {}. Restore the folder from a "
                      "copy, or name another one",
                      sanitised(why))};
}

Error wrong_partitions(const std::string& folder, std::string_view hint) {
  return {"wrong_partitions", ErrorClass::refused, folder, std::string(hint)};
}

// RocksDB has one code for all that the system refuses; a held lock shows in the text alone.
bool is_locked(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return text.find("lock file") != std::string::npos || text.find("lock hold") != std::string::npos;
}

}  // namespace

Result<std::shared_ptr<Store>> Store::open(const EmbeddedLogOptions& options, rocksdb::Env* env) {
  auto store = std::make_shared<Store>();
  store->folder_ = options.folder.string();
  if (auto s = store->open_db(options, env); !s.ok()) return s.error();
  if (auto s = store->pin(options); !s.ok()) return s.error();
  for (PartitionState& state : store->states_) {
    if (auto s = store->load(state); !s.ok()) return s.error();
  }
  return store;
}

Store::~Store() {
  for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  if (db_ != nullptr) db_->Close();
}

Status Store::open_db(const EmbeddedLogOptions& options, rocksdb::Env* env) {
  std::error_code ec;
  std::filesystem::create_directories(options.folder, ec);
  if (ec) return unreadable(folder_, ec.message());
  const rocksdb::DBOptions db_opts = db_options(options, env);
  record_options_ = record_family_options(options);
  key_options_ = key_family_options(record_options_);

  std::vector<std::string> names{rocksdb::kDefaultColumnFamilyName};
  if (db_opts.env->FileExists(folder_ + "/CURRENT").ok()) {
    if (auto s = rocksdb::DB::ListColumnFamilies(db_opts, folder_, &names); !s.ok()) {
      return unreadable(folder_, s.ToString());
    }
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) {
    families.emplace_back(name, name == kKeysFamily ? key_options_ : record_options_);
  }
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(db_opts, folder_, families, &handles_, &db);
  db_.reset(db);
  if (status.ok()) return Done{};
  if (is_locked(status)) {
    return Error{"data_in_use", ErrorClass::refused, folder_,
                 "Another process has this folder open; stop it, or name another folder"};
  }
  if (status.IsNoSpace()) return log_unavailable(folder_, "No space is left on the disk");
  return unreadable(folder_, status.ToString());
}

Status Store::pin(const EmbeddedLogOptions& options) {
  std::string format;
  const auto got = db_->Get({}, db_->DefaultColumnFamily(), std::string(kFormatKey), &format);
  if (!got.ok() && !got.IsNotFound()) return error_of(got);
  if (got.ok()) return pin_existing(format, options);

  partitions_ = options.partitions.value_or(kDefaultPartitions);
  if (partitions_ < 1 || partitions_ > kMaxPartitions) {
    return wrong_partitions(folder_, fmt::format("{} partitions are not possible: 1 to {}", partitions_,
                                                 kMaxPartitions));
  }
  epoch_ = random_id();
  if (auto s = create_families(); !s.ok()) return s;
  // Last and in one write: a folder without it was never finished and holds nothing.
  rocksdb::WriteBatch batch;
  batch.Put(std::string(kFormatKey), std::string(kFormat));
  batch.Put(std::string(kPartitionsKey), std::to_string(partitions_));
  batch.Put(std::string(kEpochKey), epoch_);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  if (auto s = db_->Write(synced, &batch); !s.ok()) return error_of(s);
  return Done{};
}

Status Store::pin_existing(const std::string& format, const EmbeddedLogOptions& options) {
  if (format != kFormat) {
    return Error{"newer_format", ErrorClass::refused, folder_,
                 fmt::format("The log is stored in format {}, this build knows {}", sanitised(format),
                             kFormat)};
  }
  std::string partitions;
  for (const auto& [key, out] : {std::pair{kPartitionsKey, &partitions}, {kEpochKey, &epoch_}}) {
    if (auto s = db_->Get({}, db_->DefaultColumnFamily(), std::string(key), out); !s.ok()) {
      return unreadable(folder_, s.ToString());
    }
  }
  partitions_ = static_cast<Partition>(std::strtoul(partitions.c_str(), nullptr, 10));
  if (partitions_ < 1 || partitions_ > kMaxPartitions) return unreadable(folder_, "bad partitions");
  if (options.partitions && *options.partitions != partitions_) {
    return wrong_partitions(folder_, fmt::format("The log was created with {0} partitions, not {1}; "
                                                 "start with --partitions {0}",
                                                 partitions_, *options.partitions));
  }
  return create_families();
}

Status Store::create_families() {
  std::vector<rocksdb::ColumnFamilyDescriptor> missing;
  const auto want = [&](const std::string& name, const rocksdb::ColumnFamilyOptions& options) {
    if (family(name) == nullptr) missing.emplace_back(name, options);
  };
  want(std::string(kKeysFamily), key_options_);
  want(std::string(kTimesFamily), record_options_);
  for (const TopicSpec& topic : all_topics()) {
    for (Partition p = 0; p < partitions_; ++p) want(family_name(topic.topic, p), record_options_);
  }
  if (!missing.empty()) {
    std::vector<rocksdb::ColumnFamilyHandle*> made;
    const auto status = db_->CreateColumnFamilies(missing, &made);
    handles_.insert(handles_.end(), made.begin(), made.end());
    if (!status.ok()) return error_of(status);
  }
  keys_ = family(kKeysFamily);
  times_ = family(kTimesFamily);
  states_ = std::vector<PartitionState>(kTopicCount * partitions_);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    states_[i].topic = static_cast<Topic>(i / partitions_);
    states_[i].partition = static_cast<Partition>(i % partitions_);
    states_[i].records = family(family_name(states_[i].topic, states_[i].partition));
  }
  return Done{};
}

rocksdb::ColumnFamilyHandle* Store::family(std::string_view name) {
  const auto it = std::find_if(handles_.begin(), handles_.end(),
                               [&](const auto* handle) { return handle->GetName() == name; });
  return it == handles_.end() ? nullptr : *it;
}

PartitionState* Store::find(Topic topic, Partition partition) {
  const auto row = static_cast<std::size_t>(topic);
  if (row >= kTopicCount || partition >= partitions_) return nullptr;
  return &states_[row * partitions_ + partition];
}

Error Store::error_of(const rocksdb::Status& status) const {
  if (status.IsCorruption()) return unreadable(folder_, status.ToString());
  if (status.IsNoSpace()) return log_unavailable(folder_, "No space is left on the disk");
  return log_unavailable(folder_, sanitised(status.ToString()));
}

}  // namespace muster::log::embedded
