// What becomes of a state of another format when a server starts.
#include "deploy/muster/open_state.h"

#include <gtest/gtest.h>

#include "deploy/muster/clocks.h"
#include "ingest/log/memory_log.h"
#include "projections/index_keys.h"
#include "projections/store_meta.h"
#include "tests/projections/temp_folder.h"

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;
using projections::Family;
using projections::kOldestRead;
using projections::kStoreFormat;

class OpenStateTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<projections::RocksStore>> open() { return open_state(folder_.at("data"), *log_, lines_); }
  // As another build would have left it.
  void leave_format(std::uint32_t format) {
    auto store = open();
    ASSERT_TRUE(store.ok()) << store.error().hint;
    auto batch = (*store)->batch();
    batch->put(Family::meta, projections::keys::kFormat, std::to_string(format));
    ASSERT_TRUE((*store)->commit(std::move(batch)).ok());
  }
  bool there(const char* name) const { return fs::exists(fs::path(folder_.at("data")) / name); }

  projections::TempFolder folder_;
  SystemMonotonicClock clock_;
  LogLines lines_{clock_};
  std::shared_ptr<log::MemoryLog> log_ = log::make_memory_log({.partitions = 2});
};

TEST_F(OpenStateTest, AnOlderOneIsMovedAsideAndANewOneBegun) {
  leave_format(kOldestRead - 1);
  EXPECT_EQ(projections::stored_format(folder_.at("data/state")), kOldestRead - 1);
  const auto store = open();
  ASSERT_TRUE(store.ok()) << store.error().hint;
  EXPECT_EQ(projections::read_meta(*(*store)->snapshot(), "")->format, kStoreFormat);
  EXPECT_EQ(projections::stored_format(folder_.at("data/state.old-1")), kOldestRead - 1);
}

// To be read, until the one that is made beside it is as far.
TEST_F(OpenStateTest, AnOlderOneThatCanStillBeReadIsOpenedAsItIs) {
  if (kOldestRead == kStoreFormat) GTEST_SKIP() << "no older format is read";
  leave_format(kOldestRead);
  const auto store = open();
  ASSERT_TRUE(store.ok()) << store.error().hint;
  EXPECT_EQ(projections::read_meta(*(*store)->snapshot(), "")->format, kOldestRead);
  EXPECT_FALSE(there("state.old-1"));
}

TEST_F(OpenStateTest, ANewerOneIsLeftAlone) {
  leave_format(kStoreFormat + 1);
  EXPECT_EQ(open().error().code, "wrong_format");
  EXPECT_FALSE(there("state.old-1"));
  EXPECT_EQ(projections::stored_format(folder_.at("data/state")), kStoreFormat + 1);
}

TEST_F(OpenStateTest, AnOlderOneStaysWhereTheLogHasLetGoOfRecords) {
  leave_format(kStoreFormat - 1);
  for (int i = 0; i < 2; ++i) {
    log::Record record;
    record.topic = Topic::pings;
    record.partition = 1;
    record.key = "default/ann";
    record.value = "{}";
    ASSERT_TRUE(log::append_and_wait(*log_, {record}).front().ok());
  }
  log_->trim(Topic::pings, 1, 1);
  EXPECT_EQ(open().error().code, "wrong_format");
  EXPECT_FALSE(there("state.old-1"));
}

TEST_F(OpenStateTest, OneOfThisFormatIsOpened) {
  leave_format(kStoreFormat);
  EXPECT_TRUE(open().ok());
  EXPECT_FALSE(there("state.old-1"));
  EXPECT_FALSE(projections::stored_format(folder_.at("nowhere")));
}

}  // namespace
}  // namespace muster::deploy
