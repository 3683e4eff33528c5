// What RocksDB alone has to do: refuse the wrong folder, copy itself, survive damage.
#include "projections/rocks_store.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "projections/index_keys.h"
#include "projections/store_meta.h"
#include "tests/projections/temp_folder.h"

namespace muster::projections {
namespace {

class RocksStoreTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<RocksStore>> open(std::uint32_t partitions = 4, const std::string& name = "state") {
    return RocksStore::open({.folder = folder_.at(name), .partitions = partitions});
  }
  static void put(Store& store, Family f, std::string_view key, std::string_view value) {
    auto batch = store.batch();
    batch->put(f, key, value);
    ASSERT_TRUE(store.commit(std::move(batch)).ok());
  }

  TempFolder folder_;
};

TEST_F(RocksStoreTest, AnotherNumberOfPartitionsIsRefused) {
  ASSERT_TRUE(open(4).ok());
  const auto refused = open(8);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "wrong_partitions");
  EXPECT_EQ(refused.error().where, folder_.at("state"));
  EXPECT_NE(refused.error().hint.find("mv '" + folder_.at("state")), std::string::npos);
  EXPECT_TRUE(open(4).ok());
}

TEST_F(RocksStoreTest, AnotherFormatIsRefused) {
  put(*open().value(), Family::meta, keys::kFormat, std::to_string(kStoreFormat + 1));
  EXPECT_EQ(open().error().code, "wrong_format");
  put(*[&] {
    auto other = RocksStore::open({.folder = folder_.at("other"), .partitions = 4});
    return std::move(other).value();
  }(), Family::meta, keys::kFormat, "rubbish");
  EXPECT_EQ(open(4, "other").error().code, "store_corrupt");
}

TEST_F(RocksStoreTest, AFamilyOfAnotherBuildIsRefused) {
  ASSERT_TRUE(open().ok());
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, folder_.at("state"), &names).ok());
  EXPECT_EQ(names.size(), kFamilyCount + 1);
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, folder_.at("foreign"), &raw).ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily({}, "from_the_future", &handle).ok());
    db->DestroyColumnFamilyHandle(handle);
  }
  EXPECT_EQ(open(4, "foreign").error().code, "wrong_format");
}

TEST_F(RocksStoreTest, ASecondOwnerIsRefused) {
  const auto first = open();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(open().error().code, "store_locked");
}

TEST_F(RocksStoreTest, ItsFolderMayBeRenamedWhileItIsOpen) {
  auto store = open().value();
  const std::string value(1000, 'x');
  for (int i = 0; i < 100; ++i) put(*store, Family::sessions, "a" + std::to_string(i), value);
  ASSERT_TRUE(store->checkpoint(folder_.at("copy")).ok());  // its rows are in files by now
  std::filesystem::rename(folder_.at("state"), folder_.at("state.old-1"));
  EXPECT_EQ(store->snapshot()->get(Family::sessions, "a7"), value);
  put(*store, Family::sessions, "b", "2");
  ASSERT_TRUE(store->checkpoint(folder_.at("later")).ok());
  EXPECT_EQ(open(4, "state.old-1").error().code, "store_locked");
  store.reset();
  EXPECT_EQ(open(4, "state.old-1").value()->snapshot()->get(Family::sessions, "b"), "2");
  EXPECT_FALSE(std::filesystem::exists(folder_.at("state")));
}

TEST_F(RocksStoreTest, AFolderThatCannotBeIsRefused) {
  std::ofstream(folder_.at("file")) << "x";
  EXPECT_EQ(open(4, "file/state").error().code, "store_unavailable");
  EXPECT_EQ(open(4, "file").error().code, "store_unavailable");
}

TEST_F(RocksStoreTest, ACheckpointOpensAsAStoreOfThatMoment) {
  const auto store = open().value();
  put(*store, Family::sessions, "a", "1");
  ASSERT_TRUE(store->checkpoint(folder_.at("copy")).ok());
  put(*store, Family::sessions, "b", "2");
  const auto copy = open(4, "copy").value();
  EXPECT_EQ(copy->snapshot()->get(Family::sessions, "a"), "1");
  EXPECT_EQ(copy->snapshot()->get(Family::sessions, "b"), std::nullopt);
  EXPECT_FALSE(store->checkpoint(folder_.at("copy")).ok());
}

TEST_F(RocksStoreTest, ACopyIsAnotherStore) {
  auto store = open().value();
  const std::string identity = store->identity();
  EXPECT_FALSE(identity.empty());
  ASSERT_TRUE(store->checkpoint(folder_.at("copy")).ok());
  EXPECT_NE(open(4, "copy").value()->identity(), identity);
  store.reset();
  EXPECT_EQ(open().value()->identity(), identity) << "whenever it is opened";
}

std::filesystem::path log_of(const std::string& folder) {
  std::filesystem::path found;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".log" && file.file_size() > 0) found = file.path();
  }
  return found;
}

TEST_F(RocksStoreTest, ATornTailOpensAtTheLastWholeBatch) {
  {
    const auto store = open().value();
    put(*store, Family::sessions, "a", "1");
    put(*store, Family::sessions, "b", std::string(100, 'x'));
    ASSERT_TRUE(store->sync().ok());
  }
  const auto log = log_of(folder_.at("state"));
  ASSERT_FALSE(log.empty());
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 50);
  const auto store = open().value();
  EXPECT_EQ(store->snapshot()->get(Family::sessions, "a"), "1");
  EXPECT_EQ(store->snapshot()->get(Family::sessions, "b"), std::nullopt);
}

TEST_F(RocksStoreTest, HasFiguresForMetrics) {
  const auto store = open().value();
  put(*store, Family::sessions, "a", "1");
  const auto figures = store->figures();
  EXPECT_GT(figures.at("memtable_bytes"), 0U);
  EXPECT_EQ(figures.at("sessions_estimate"), 1U);
  EXPECT_EQ(figures.at("writes_stopped"), 0U);
  EXPECT_EQ(figures.at("block_cache_limit_bytes"), std::uint64_t{256} << 20);
  EXPECT_TRUE(figures.contains("block_cache_hits") && figures.contains("block_cache_misses"));
}

}  // namespace
}  // namespace muster::projections
