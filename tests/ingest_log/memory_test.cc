// The faults of the log in memory, as the simulation pulls them.
#include <gtest/gtest.h>

#include "ingest/log/memory_log.h"
#include "tests/ingest_log/log_host.h"

namespace muster::log::test {
namespace {

TEST(MemoryLog, HeldAcknowledgementsWaitForRelease) {
  const auto log = make_memory_log();
  int done = 0;
  log->hold();
  log->append({record(Topic::pings, 0, "k", "v")}, [&](auto) { ++done; });
  EXPECT_EQ(done, 0);
  EXPECT_EQ(read_all(*log, Topic::pings, 0).size(), 1u);
  EXPECT_EQ(log->release(), 1u);
  EXPECT_EQ(done, 1);
}

TEST(MemoryLog, OnePartitionHoldsUpTheBatchesThatTouchIt) {
  const auto log = make_memory_log();
  int mixed = 0, other = 0;
  log->hold(2);
  log->append({record(Topic::pings, 1, "k", "v"), record(Topic::pings, 2, "k", "v")}, [&](auto) { ++mixed; });
  log->append({record(Topic::pings, 3, "k", "v")}, [&](auto) { ++other; });
  EXPECT_EQ(mixed, 0);
  EXPECT_EQ(other, 1);
  log->release();
  EXPECT_EQ(mixed, 1);
}

TEST(MemoryLog, DuplicatesAsManyAsAsked) {
  const auto log = make_memory_log();
  log->duplicate(1);
  must_append(*log, {record(Topic::pings, 0, "k", "a"), record(Topic::pings, 0, "k", "b")});
  const auto read = read_all(*log, Topic::pings, 0);
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[0].value, read[1].value);
}

TEST(MemoryLog, LosesOutcomesEitherWay) {
  const auto log = make_memory_log();
  log->lose_outcome(1, true);
  EXPECT_EQ(append_and_wait(*log, {record(Topic::pings, 0, "k", "there")})[0].error().code, "log_timeout");
  log->lose_outcome(1, false);
  EXPECT_EQ(append_and_wait(*log, {record(Topic::pings, 0, "k", "not")})[0].error().code, "log_timeout");
  EXPECT_EQ(read_all(*log, Topic::pings, 0).size(), 1u);
}

TEST(MemoryLog, UnavailableRefusesAppendsAndPolls) {
  const auto log = make_memory_log();
  must_append(*log, {record(Topic::pings, 0, "k", "a")});
  auto reader = log->read(Topic::pings, 0, 0);
  log->set_available(false);
  EXPECT_FALSE(log->healthy());
  EXPECT_EQ(append_and_wait(*log, {record(Topic::pings, 0, "k", "b")})[0].error().code, "log_unavailable");
  EXPECT_EQ(poll_error(*log, **reader).code, "log_unavailable");
  EXPECT_EQ((*reader)->position(), 0);
  log->set_available(true);
  EXPECT_EQ(drain(*log, **reader).size(), 1u);
}

}  // namespace
}  // namespace muster::log::test
