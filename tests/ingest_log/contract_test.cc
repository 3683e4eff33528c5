// The contract of the event log, on every form of it.
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <thread>

#include "tests/ingest_log/contract.h"

namespace muster::log::test {
namespace {

TEST_P(Contract, OffsetsRiseFromZeroAndRecordsKeepTheirOrder) {
  std::vector<Record> batch;
  for (int i = 0; i < 50; ++i) batch.push_back(record(Topic::pings, 1, "k", std::to_string(i)));
  const auto positions = must_append(log(), batch);
  ASSERT_EQ(positions.size(), 50u);
  for (Offset i = 0; i < 50; ++i) {
    EXPECT_EQ(positions[static_cast<std::size_t>(i)], (Position{Topic::pings, 1, i}));
  }
  const auto read = read_all(log(), Topic::pings, 1);
  ASSERT_EQ(read.size(), 50u);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(read[i].value, std::to_string(i));
}

TEST_P(Contract, KeepsAllOfARecord) {
  using namespace std::string_literals;
  Record full = record(Topic::checkins, 2, "t/\xc3\xa4\0b"s, "{\"a\":\0\xff}"s, 1'699'999'999'123);
  full.headers = {{"ce_id", "1"}, {"ce_type", "muster.checkin.v1"}, {"empty", ""}};
  must_append(log(), {full});
  const auto read = read_all(log(), Topic::checkins, 2);
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].key, full.key);
  EXPECT_EQ(read[0].value, *full.value);
  EXPECT_EQ(read[0].timestamp, full.timestamp);
  EXPECT_EQ(read[0].headers, full.headers);
  EXPECT_EQ(read[0].topic, Topic::checkins);
  EXPECT_EQ(read[0].partition, 2u);
  EXPECT_FALSE(read[0].tombstone);
}

TEST_P(Contract, AnEmptyValueIsNoTombstone) {
  Record tombstone = record(Topic::sessions, 0, "gone", "");
  tombstone.value.reset();
  must_append(log(), {record(Topic::sessions, 0, "empty", ""), tombstone});
  const auto read = read_all(log(), Topic::sessions, 0);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_FALSE(read[0].tombstone);
  EXPECT_TRUE(read[1].tombstone);
}

TEST_P(Contract, PartitionsAndTopicsAreApart) {
  must_append(log(), {record(Topic::pings, 0, "a", "p0"), record(Topic::pings, 3, "a", "p3"),
                      record(Topic::locations, 0, "a", "l0")});
  EXPECT_EQ(read_all(log(), Topic::pings, 0).at(0).value, "p0");
  EXPECT_EQ(read_all(log(), Topic::pings, 3).at(0).value, "p3");
  EXPECT_EQ(read_all(log(), Topic::locations, 0).at(0).value, "l0");
  EXPECT_TRUE(read_all(log(), Topic::locations, 3).empty());
}

TEST_P(Contract, StartAndEnd) {
  EXPECT_EQ(*log().end_offset(Topic::audit, 0), 0);
  must_append(log(), {record(Topic::audit, 0, "k", "a"), record(Topic::audit, 0, "k", "b")});
  EXPECT_EQ(*log().end_offset(Topic::audit, 0), 2);
  EXPECT_EQ(*log().log_start(Topic::audit, 0), 0);
}

TEST_P(Contract, OffsetForTimeIsTheFirstAtOrAfter) {
  if (!log().capabilities().time_lookup) GTEST_SKIP() << "has no look-up by time";
  const std::int64_t base = 1'700'000'000'000;
  std::vector<Record> batch;
  for (const std::int64_t ms : {10, 30, 20, 40}) {  // the wall may step back
    batch.push_back(record(Topic::checkins, 0, "k", "v", base + ms));
  }
  must_append(log(), batch);
  const auto at = [&](std::int64_t ms) {
    return *log().offset_for_time(Topic::checkins, 0, from_ms(base + ms));
  };
  EXPECT_EQ(at(0), 0);
  EXPECT_EQ(at(10), 0);
  EXPECT_EQ(at(11), 1);
  EXPECT_EQ(at(30), 1);
  EXPECT_EQ(at(31), 3);
  EXPECT_EQ(at(41), 4);
  EXPECT_EQ(*log().offset_for_time(Topic::checkins, 1, from_ms(base)), 0);
}

TEST_P(Contract, ACompactedTopicKeepsTheNewestOfEachKey) {
  must_append(log(), {record(Topic::sessions, 0, "a", "a1"), record(Topic::sessions, 0, "b", "b1"),
                      record(Topic::sessions, 0, "a", "a2")});
  Record tombstone = record(Topic::sessions, 0, "b", "");
  tombstone.value.reset();
  must_append(log(), {tombstone, record(Topic::sessions, 0, "c", "c1")});
  const auto read = read_all(log(), Topic::sessions, 0);
  std::map<std::string, Copied> latest;
  for (const Copied& one : read) latest[one.key] = one;
  ASSERT_EQ(latest.size(), 3u);
  EXPECT_EQ(latest["a"].value, "a2");
  EXPECT_EQ(latest["a"].offset, 2);
  EXPECT_TRUE(latest["b"].tombstone);
  EXPECT_EQ(latest["c"].offset, 4);
  if (host_->compacts_at_once()) {
    EXPECT_EQ(read.size(), 3u);
  }
}

TEST_P(Contract, ARecordTooLargeIsRefusedAloneInItsBatch) {
  const auto results = append_and_wait(
      log(), {record(Topic::pings, 0, "k", "small"),
              record(Topic::pings, 0, "k", std::string(kMaxRecordBytes + 1, 'x')),
              record(Topic::pings, 0, "k", "small too")});
  ASSERT_EQ(results.size(), 3u);
  EXPECT_TRUE(results[0].ok());
  ASSERT_FALSE(results[1].ok());
  EXPECT_EQ(results[1].error().code, "record_too_large");
  EXPECT_TRUE(results[2].ok());
  EXPECT_EQ(read_all(log(), Topic::pings, 0).size(), 2u);
}

TEST_P(Contract, ManyThreadsAppendAtOnce) {
  constexpr int kThreads = 8, kEach = 40;
  std::vector<std::vector<Offset>> offsets(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        auto results = append_and_wait(log(), {record(Topic::checkins, 0, std::to_string(t), std::to_string(i))});
        if (results.at(0).ok()) offsets[static_cast<std::size_t>(t)].push_back(results[0]->offset);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<Offset> all;
  for (const auto& of_thread : offsets) {
    EXPECT_TRUE(std::is_sorted(of_thread.begin(), of_thread.end()));
    all.insert(of_thread.begin(), of_thread.end());
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kThreads * kEach));
  EXPECT_EQ(*all.rbegin(), kThreads * kEach - 1);
  std::map<std::string, int> next;
  for (const Copied& one : read_all(log(), Topic::checkins, 0)) {
    EXPECT_EQ(one.value, std::to_string(next[one.key]++));
  }
}

TEST_P(Contract, WhatWasAcknowledgedIsThereAfterReopening) {
  if (!log().capabilities().durable) GTEST_SKIP() << "not durable";
  must_append(log(), {record(Topic::checkins, 0, "k", "a"), record(Topic::directory, 1, "d", "1")});
  must_append(log(), {record(Topic::directory, 1, "d", "2")});
  const std::string epoch = log().epoch();
  host_->reopen();
  EXPECT_EQ(log().epoch(), epoch);
  EXPECT_EQ(log().partitions(), 4u);
  EXPECT_EQ(read_all(log(), Topic::checkins, 0).at(0).value, "a");
  EXPECT_EQ(read_all(log(), Topic::directory, 1).back().offset, 1);
  EXPECT_EQ(must_append(log(), {record(Topic::checkins, 0, "k", "b")}).at(0).offset, 1);
  EXPECT_EQ(must_append(log(), {record(Topic::directory, 1, "d", "3")}).at(0).offset, 2);
}

TEST_P(Contract, IsHealthy) { EXPECT_TRUE(log().healthy()); }

INSTANTIATE_TEST_SUITE_P(Log, Contract, ::testing::Values("memory", "embedded", "mock", "broker"),
                         [](const auto& row) { return row.param; });

}  // namespace
}  // namespace muster::log::test
