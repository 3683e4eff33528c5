// What the embedded log has beyond the contract: group commit, pinned partitions, its folder,
// retention, the look-up by time, the stored format.
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "ingest/log/embedded_format.h"
#include "ingest/log/embedded_log_internal.h"
#include "tests/ingest_log/fault_fs.h"
#include "tests/ingest_log/hosts.h"

namespace muster::log::test {
namespace {

constexpr std::int64_t kBase = 1'700'000'000'000;
constexpr const char* kChildFolder = "MUSTER_TEST_CHILD_FOLDER";

std::string open_error(const EmbeddedLogOptions& options) {
  auto log = open_embedded_log(options);
  return log.ok() ? "opened" : log.error().code;
}

TEST(EmbeddedLog, ManyAppendsShareASync) {
  TempFolder folder;
  FaultDisk disk;
  auto log = std::move(open_embedded_log_on({.folder = folder.path()}, disk.env.get())).value();
  must_append(*log, {record(Topic::checkins, 0, "k", "first")});
  const auto before = log->stats();
  disk.fs->hold_syncs(true);
  std::atomic<int> done{0};
  constexpr int kAppends = 500;
  for (int i = 0; i < kAppends; ++i) {
    log->append({record(Topic::checkins, 0, "k", "v")}, [&](auto results) { done += results[0].ok(); });
  }
  disk.fs->hold_syncs(false);
  ASSERT_TRUE(eventually(*log, [&] { return done == kAppends; }));
  const auto after = log->stats();
  EXPECT_EQ(after.records - before.records, 500u);
  EXPECT_LE(after.commits - before.commits, 2u);
  EXPECT_EQ(after.pending_bytes, 0u);
}

TEST(EmbeddedLog, AnswersBusyBeyondItsBudget) {
  TempFolder folder;
  FaultDisk disk;
  auto log = std::move(open_embedded_log_on({.folder = folder.path(), .pending_bytes = 10'000},
                                            disk.env.get())).value();
  disk.fs->hold_syncs(true);
  std::atomic<int> appended{0};
  std::vector<std::string> refusals;
  for (int i = 0; i < 5; ++i) {
    log->append({record(Topic::checkins, 0, "k", std::string(4'000, 'x'))}, [&](auto results) {
      if (results[0].ok()) {
        ++appended;
      } else {
        refusals.push_back(results[0].error().code);  // inside append()
      }
    });
  }
  disk.fs->hold_syncs(false);
  ASSERT_TRUE(eventually(*log, [&] { return appended == 2; }));
  EXPECT_EQ(refusals, std::vector<std::string>(3, "log_full"));
  must_append(*log, {record(Topic::checkins, 0, "k", std::string(50'000, 'x'))});  // alone it may pass
}

TEST(EmbeddedLog, PinsItsPartitions) {
  TempFolder folder;
  EXPECT_EQ(must_open({.folder = folder.path(), .partitions = 7})->partitions(), 7u);
  EXPECT_EQ(must_open({.folder = folder.path()})->partitions(), 7u);
  const auto log = open_embedded_log({.folder = folder.path(), .partitions = 8});
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().code, "wrong_partitions");
  EXPECT_NE(log.error().hint.find("--partitions 7"), std::string::npos);
  TempFolder other;
  EXPECT_EQ(open_error({.folder = other.path(), .partitions = 17}), "wrong_partitions");
}

TEST(EmbeddedLog, EveryCreationHasItsOwnEpoch) {
  TempFolder one, two;
  EXPECT_NE(must_open({.folder = one.path()})->epoch(), must_open({.folder = two.path()})->epoch());
}

TEST(EmbeddedLog, AFolderIsOpenOnce) {
  TempFolder folder;
  const auto first = must_open({.folder = folder.path()});
  const auto second = open_embedded_log({.folder = folder.path()});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, "data_in_use");
  EXPECT_EQ(second.error().where, folder.path().string());
}

// Run as a process of its own by the next test.
TEST(EmbeddedLogChild, OpensTheFolder) {
  const char* folder = std::getenv(kChildFolder);
  if (folder == nullptr) GTEST_SKIP() << "a part of EmbeddedLog.AnotherProcessFindsTheFolderInUse";
  EXPECT_EQ(open_error({.folder = folder}), "data_in_use");
}

TEST(EmbeddedLog, AnotherProcessFindsTheFolderInUse) {
  TempFolder folder;
  const auto log = must_open({.folder = folder.path()});
  std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  std::string filter = "--gtest_filter=EmbeddedLogChild.*";
  std::string variable = std::string(kChildFolder) + "=" + folder.path().string();
  char* argv[] = {self.data(), filter.data(), nullptr};
  char* env[] = {variable.data(), nullptr};
  pid_t pid = 0;
  ASSERT_EQ(posix_spawn(&pid, self.c_str(), nullptr, nullptr, argv, env), 0);
  int status = -1;
  waitpid(pid, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(EmbeddedLog, SaysWhenAFolderIsNoLog) {
  TempFolder folder;
  std::ofstream(folder.path() / "file") << "text";
  EXPECT_EQ(open_error({.folder = folder.path() / "file"}), "data_unreadable");
  std::ofstream(folder.path() / "CURRENT") << "nonsense";
  EXPECT_EQ(open_error({.folder = folder.path()}), "data_unreadable");
}

TEST(EmbeddedLog, RefusesALaterFormat) {
  TempFolder folder;
  must_open({.folder = folder.path()}).reset();
  {
    std::vector<std::string> names;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, folder.path(), &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions{});
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, folder.path(), families, &handles, &db).ok());
    const std::unique_ptr<rocksdb::DB> owned(db);
    EXPECT_TRUE(db->Put({}, "format", "99").ok());
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }
  EXPECT_EQ(open_error({.folder = folder.path()}), "newer_format");
}

std::vector<Record> pings(int from, int to) {
  std::vector<Record> batch;
  for (int i = from; i < to; ++i) {
    batch.push_back(record(Topic::pings, 0, "k", std::to_string(i), kBase + 10 * (i - (i % 7 == 6 ? 3 : 0))));
  }
  return batch;
}

TEST(EmbeddedLog, LooksUpByTimeInALongPartitionAlsoAfterReopening) {
  TempFolder folder;
  auto log = must_open({.folder = folder.path()});
  for (int i = 0; i < 5000; i += 1250) must_append(*log, pings(i, i + 1250));
  const auto check = [&] {
    for (const int i : {0, 1, 5, 1022, 1023, 1024, 1025, 2050, 4998}) {
      const auto found = log->offset_for_time(Topic::pings, 0, from_ms(kBase + 10 * i - 5));
      EXPECT_EQ(*found, i % 7 == 6 ? i + 1 : i);
    }
    EXPECT_EQ(*log->offset_for_time(Topic::pings, 0, from_ms(kBase + 100'000)),
              *log->end_offset(Topic::pings, 0));
  };
  check();
  log.reset();
  log = must_open({.folder = folder.path()});
  check();
  must_append(*log, pings(5000, 5100));
  EXPECT_EQ(*log->offset_for_time(Topic::pings, 0, from_ms(kBase + 10 * 5050 - 5)), 5050);
}

TEST(EmbeddedLog, TheStartStaysWhereItWasPut) {
  TempFolder folder;
  auto log = must_open({.folder = folder.path()});
  must_append(*log, pings(0, 100));
  ASSERT_TRUE(log->set_log_start(Topic::pings, 0, 100).ok());
  ASSERT_TRUE(log->set_log_start(Topic::pings, 0, 40).ok());  // never back
  log.reset();
  log = must_open({.folder = folder.path()});
  EXPECT_EQ(*log->log_start(Topic::pings, 0), 100);
  EXPECT_EQ(*log->end_offset(Topic::pings, 0), 100);
  EXPECT_EQ(must_append(*log, pings(100, 101)).at(0).offset, 100);
  EXPECT_EQ(log->set_log_start(Topic::directory, 0, 1).error().code, "bad_parameter");
}

TEST(EmbeddedLog, CompactionHoldsAcrossReopening) {
  TempFolder folder;
  for (int i = 0; i < 3; ++i) {
    auto log = must_open({.folder = folder.path()});
    must_append(*log, {record(Topic::sessions, 2, "a", std::to_string(i)), record(Topic::sessions, 2, "b", "x")});
  }
  auto log = must_open({.folder = folder.path()});
  const auto read = read_all(*log, Topic::sessions, 2);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].offset, 4);
  EXPECT_EQ(read[0].value, "2");
}

TEST(EmbeddedFormat, GoldenBytes) {
  using namespace std::string_literals;
  Record one = record(Topic::pings, 0, "t/s", "{}", 0x0102030405060708);
  one.headers = {{"n", "v"}};
  std::string bytes;
  embedded::encode_record(one, bytes);
  EXPECT_EQ(bytes, "\x01\x00\x01\x02\x03\x04\x05\x06\x07\x08\x03t/s\x04\x01n\x01v{}"s);
  one.value.reset();
  one.headers.clear();
  bytes.clear();
  embedded::encode_record(one, bytes);
  EXPECT_EQ(bytes, "\x01\x01\x01\x02\x03\x04\x05\x06\x07\x08\x03t/s\x00"s);
  EXPECT_EQ(embedded::OffsetKey(258).view(), "\0\0\0\0\0\0\x01\x02"s);
  EXPECT_EQ(embedded::family_name(Topic::pings, 3), "muster.pings.v1/3");
  EXPECT_EQ(embedded::time_key(Topic::pings, 3, from_ms(1)), "\x01\x00\x03\x80\0\0\0\0\0\0\x01"s);
  EXPECT_EQ(embedded::latest_key(Topic::directory, 1, "k"), "\x05\0\x01k"s);
}

TEST(EmbeddedFormat, DamagedBytesAreNoRecord) {
  Record one = record(Topic::pings, 0, "key", "value");
  one.headers = {{"name", "value"}};
  std::string bytes;
  embedded::encode_record(one, bytes);
  embedded::StoredRecord out;
  for (std::size_t size = 0; size < bytes.size() - 5; ++size) {
    EXPECT_FALSE(embedded::decode_record(std::string_view(bytes).substr(0, size), out)) << size;
  }
  bytes[0] = 2;
  EXPECT_FALSE(embedded::decode_record(bytes, out));
}

}  // namespace
}  // namespace muster::log::test
