// The embedded log after a power cut, on a full disk, and with damaged files.
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <fstream>

#include "ingest/log/embedded_log_internal.h"
#include "tests/ingest_log/fault_fs.h"
#include "tests/ingest_log/hosts.h"

namespace muster::log::test {
namespace {

constexpr int kRecords = 200;

// A folder whose write-ahead log holds kRecords records, each acknowledged on its own.
void fill(const std::filesystem::path& folder) {
  auto log = must_open({.folder = folder});
  log.reset();
  log = must_open({.folder = folder});  // what creation wrote is flushed: the log is all ours
  for (int i = 0; i < kRecords; ++i) {
    must_append(*log, {record(Topic::checkins, 0, "k", std::to_string(i) + std::string(500, 'x'))});
  }
  // Copied while it is open, since closing flushes nothing but might.
  std::filesystem::copy(folder, folder.string() + "-copy", std::filesystem::copy_options::recursive);
}

class Damage : public ::testing::Test {
 protected:
  void SetUp() override {
    fill(folder_.path() / "log");
    copy_ = folder_.path() / "log-copy";
    for (const auto& entry : std::filesystem::directory_iterator(copy_)) {
      if (entry.path().extension() == ".log" && entry.file_size() > 0) wal_ = entry.path();
    }
    ASSERT_FALSE(wal_.empty());
  }

  TempFolder folder_;
  std::filesystem::path copy_, wal_;
};

TEST_F(Damage, ACopyOpens) {
  auto log = must_open({.folder = copy_});
  EXPECT_EQ(read_all(*log, Topic::checkins, 0).size(), static_cast<std::size_t>(kRecords));
}

TEST_F(Damage, AFlippedByteInMidLogIsReportedAndDropsNothingInSilence) {
  std::fstream file(wal_, std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(kRecords / 2 * 500);
  file.seekg(middle);
  const char byte = static_cast<char>(file.get() ^ 0x10);
  file.seekp(middle);
  file.put(byte);
  file.close();
  const auto log = open_embedded_log({.folder = copy_});
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().code, "data_unreadable");
  EXPECT_EQ(log.error().cls, ErrorClass::corrupt);
}

TEST_F(Damage, ATornTailCostsOnlyWhatWasTorn) {
  std::filesystem::resize_file(wal_, std::filesystem::file_size(wal_) - 100);
  auto log = must_open({.folder = copy_});
  const auto read = read_all(*log, Topic::checkins, 0);
  EXPECT_EQ(read.size(), static_cast<std::size_t>(kRecords - 1));
  EXPECT_EQ(must_append(*log, {record(Topic::checkins, 0, "k", "next")}).at(0).offset, kRecords - 1);
}

TEST(PowerCut, LosesNothingThatWasAcknowledged) {
  TempFolder folder;
  FaultDisk disk;
  auto log = std::move(open_embedded_log_on({.folder = folder.path()}, disk.env.get())).value();
  for (int i = 0; i < 20; ++i) must_append(*log, {record(Topic::checkins, 1, "k", std::to_string(i))});
  log.reset();
  disk.fs->drop_unsynced();
  log = must_open({.folder = folder.path()});
  EXPECT_EQ(read_all(*log, Topic::checkins, 1).size(), 20u);
}

// Without this the test above would pass over a disk that forgets nothing.
TEST(PowerCut, TheDiskOfTheTestDoesForget) {
  TempFolder folder;
  FaultDisk disk;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.env = disk.env.get();
  options.avoid_flush_during_shutdown = true;
  const auto open = [&] {
    rocksdb::DB* db = nullptr;
    EXPECT_TRUE(rocksdb::DB::Open(options, folder.path(), &db).ok());
    return std::unique_ptr<rocksdb::DB>(db);
  };
  auto db = open();
  EXPECT_TRUE(db->Put({}, "key", "not synced").ok());
  db.reset();
  disk.fs->drop_unsynced();
  db = open();
  std::string value;
  EXPECT_TRUE(db->Get({}, "key", &value).IsNotFound());
}

TEST(FullDisk, RefusesAtOnceAndTakesUpAgain) {
  TempFolder folder;
  FaultDisk disk;
  auto log = std::move(open_embedded_log_on({.folder = folder.path()}, disk.env.get())).value();
  must_append(*log, {record(Topic::checkins, 0, "k", "before")});
  disk.fs->refuse_writes(true);
  auto results = append_and_wait(*log, {record(Topic::checkins, 0, "k", "into the full disk")});
  ASSERT_FALSE(results[0].ok());
  EXPECT_EQ(results[0].error().cls, ErrorClass::unknown_outcome);
  EXPECT_FALSE(log->healthy());
  results = append_and_wait(*log, {record(Topic::checkins, 0, "k", "refused")});
  ASSERT_FALSE(results[0].ok());
  EXPECT_EQ(results[0].error().code, "log_unavailable");
  EXPECT_EQ(read_all(*log, Topic::checkins, 0).size(), 1u);

  disk.fs->refuse_writes(false);
  ASSERT_TRUE(eventually(*log, [&] { return log->healthy(); }));
  EXPECT_EQ(must_append(*log, {record(Topic::checkins, 0, "k", "after")}).at(0).offset, 1);
  log.reset();
  log = must_open({.folder = folder.path()});
  EXPECT_EQ(read_all(*log, Topic::checkins, 0).back().value, "after");
}

}  // namespace
}  // namespace muster::log::test
