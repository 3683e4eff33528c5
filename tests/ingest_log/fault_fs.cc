#include "tests/ingest_log/fault_fs.h"

#include <filesystem>

namespace muster::log::test {
namespace {

bool is_wal(const std::string& name) { return name.ends_with(".log"); }

class TrackedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  TrackedFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, FaultFs& fs, std::string name)
      : FSWritableFileOwnerWrapper(std::move(file)), fs_(fs), name_(std::move(name)) {}

  using FSWritableFileOwnerWrapper::Append;
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* context) override {
    if (auto s = fs_.check_write(name_); !s.ok()) return s;
    size_ += data.size();
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&,
                           rocksdb::IODebugContext* context) override {
    return Append(data, options, context);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    return done(FSWritableFileOwnerWrapper::Sync(options, context));
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    return done(FSWritableFileOwnerWrapper::Fsync(options, context));
  }

 private:
  rocksdb::IOStatus done(rocksdb::IOStatus status) {
    fs_.wait_for_sync(name_);
    if (status.ok()) fs_.synced(name_, size_);
    return status;
  }

  FaultFs& fs_;
  const std::string name_;
  std::uint64_t size_ = 0;
};

}  // namespace

FaultFs::FaultFs() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

void FaultFs::drop_unsynced() {
  std::lock_guard lock(mutex_);
  for (const auto& [name, size] : synced_) {
    std::error_code gone;
    if (std::filesystem::file_size(name, gone) > size && !gone) std::filesystem::resize_file(name, size);
  }
}

void FaultFs::refuse_writes(bool refuse) {
  std::lock_guard lock(mutex_);
  refuse_ = refuse;
}

void FaultFs::hold_syncs(bool hold) {
  std::lock_guard lock(mutex_);
  hold_ = hold;
  changed_.notify_all();
}

rocksdb::IOStatus FaultFs::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                                           rocksdb::IODebugContext* context) {
  std::unique_ptr<rocksdb::FSWritableFile> file;
  auto status = FileSystemWrapper::NewWritableFile(name, options, &file, context);
  if (!status.ok()) return status;
  synced(name, 0);
  *result = std::make_unique<TrackedFile>(std::move(file), *this, name);
  return status;
}

rocksdb::IOStatus FaultFs::RenameFile(const std::string& from, const std::string& to,
                                      const rocksdb::IOOptions& options,
                                      rocksdb::IODebugContext* context) {
  auto status = FileSystemWrapper::RenameFile(from, to, options, context);
  std::lock_guard lock(mutex_);
  if (const auto it = synced_.find(from); status.ok() && it != synced_.end()) {
    synced_[to] = it->second;
    synced_.erase(it);
  }
  return status;
}

void FaultFs::synced(const std::string& name, std::uint64_t size) {
  std::lock_guard lock(mutex_);
  synced_[name] = size;
}

rocksdb::IOStatus FaultFs::check_write(const std::string& name) {
  std::lock_guard lock(mutex_);
  if (refuse_ && is_wal(name)) return rocksdb::IOStatus::NoSpace("refused by the test");
  return rocksdb::IOStatus::OK();
}

void FaultFs::wait_for_sync(const std::string& name) {
  std::unique_lock lock(mutex_);
  if (is_wal(name)) changed_.wait(lock, [&] { return !hold_; });
}

}  // namespace muster::log::test
