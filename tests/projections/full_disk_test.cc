// A disk that takes no more bytes, and what the store says of it.
#include <atomic>

#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "projections/rocks_store.h"
#include "tests/projections/temp_folder.h"

namespace muster::projections {
namespace {

using rocksdb::FileOptions;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class FullFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FullFile(std::unique_ptr<FSWritableFile>&& file, const std::atomic<bool>& full)
      : FSWritableFileOwnerWrapper(std::move(file)), full_(full) {}
  using FSWritableFileOwnerWrapper::Append;
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (full_) return IOStatus::NoSpace("full");
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }

 private:
  const std::atomic<bool>& full_;
};

class FullDisk final : public rocksdb::FileSystemWrapper {
 public:
  explicit FullDisk(const std::shared_ptr<rocksdb::FileSystem>& disk) : FileSystemWrapper(disk) {}
  const char* Name() const override { return "full_disk"; }
  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<FSWritableFile>* file, IODebugContext* context) override {
    IOStatus made = FileSystemWrapper::NewWritableFile(name, options, file, context);
    if (made.ok()) *file = std::make_unique<FullFile>(std::move(*file), full);
    return made;
  }
  std::atomic<bool> full{false};
};

TEST(FullDisk, IsSaidAndStopsWritesNotReads) {
  const TempFolder folder;
  const auto disk = std::make_shared<FullDisk>(rocksdb::FileSystem::Default());
  const auto env = rocksdb::NewCompositeEnv(disk);
  auto opened = RocksStore::open({.folder = folder.at("state"), .partitions = 1, .env = env.get()});
  ASSERT_TRUE(opened.ok());
  const auto store = std::move(opened).value();
  const auto put = [&](const char* key) {
    auto batch = store->batch();
    batch->put(Family::starts, key, std::string(100'000, 'x'));
    return store->commit(std::move(batch));
  };
  ASSERT_TRUE(put("a").ok());
  disk->full = true;
  const Status refused = put("b");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "disk_full");
  EXPECT_EQ(refused.error().where, folder.at("state"));
  EXPECT_FALSE(store->writable());
  EXPECT_TRUE(store->snapshot()->get(Family::starts, "a"));
  EXPECT_FALSE(store->snapshot()->get(Family::starts, "b"));
  disk->full = false;
}

}  // namespace
}  // namespace muster::projections
