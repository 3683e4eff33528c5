// The contract of readers, on every form of the event log.
#include <gtest/gtest.h>

#include <atomic>

#include "tests/ingest_log/contract.h"

namespace muster::log::test {
namespace {

class ReaderContract : public Contract {};

TEST_P(ReaderContract, ReadsFromTheMiddleAndAtMostSoMany) {
  for (int i = 0; i < 10; ++i) must_append(log(), {record(Topic::pings, 0, "k", std::to_string(i))});
  auto reader = log().read(Topic::pings, 0, 6);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->position(), 6);
  std::vector<Offset> offsets;
  ASSERT_TRUE(eventually(log(), [&] {
    const auto n = (*reader)->poll(1, [&](const RecordView& view) { offsets.push_back(view.offset); });
    EXPECT_LE(*n, 1u);
    return offsets.size() == 4;
  }));
  EXPECT_EQ(offsets, (std::vector<Offset>{6, 7, 8, 9}));
  EXPECT_EQ((*reader)->position(), 10);
}

TEST_P(ReaderContract, AReaderAtItsEndGoesOnWhenThereIsMore) {
  auto reader = log().read(Topic::checkouts, 1, 0);
  ASSERT_TRUE(reader.ok());
  EXPECT_TRUE(drain(log(), **reader).empty());
  EXPECT_TRUE((*reader)->at_end());
  must_append(log(), {record(Topic::checkouts, 1, "k", "first")});
  ASSERT_TRUE(eventually(log(), [&] {
    const auto n = (*reader)->poll(5, [&](const RecordView& view) { EXPECT_EQ(view.value, "first"); });
    return n.ok() && *n == 1;
  }));
  EXPECT_TRUE(eventually(log(), [&] { return (*reader)->at_end(); }));
  EXPECT_EQ(drain(log(), **reader).size(), 0u);
}

TEST_P(ReaderContract, ViewsOfOnePollStayValidUntilTheNext) {
  std::vector<Record> batch;
  for (int i = 0; i < 300; ++i) {
    batch.push_back(record(Topic::locations, 0, "key" + std::to_string(i), std::string(1000, 'v')));
  }
  must_append(log(), batch);
  auto reader = log().read(Topic::locations, 0, 0);
  ASSERT_TRUE(reader.ok());
  std::size_t seen = 0;
  ASSERT_TRUE(eventually(log(), [&] {
    std::vector<RecordView> views;
    EXPECT_TRUE((*reader)->poll(1000, [&](const RecordView& view) { views.push_back(view); }).ok());
    for (const RecordView& view : views) {
      EXPECT_EQ(view.key, "key" + std::to_string(view.offset));
      EXPECT_EQ(view.value, std::string(1000, 'v'));
    }
    seen += views.size();
    return seen == 300;
  }));
}

TEST_P(ReaderContract, OnePollIsBoundedInBytes) {
  std::vector<Record> batch;
  for (int i = 0; i < 4; ++i) batch.push_back(record(Topic::locations, 2, "k", std::string(600'000, 'x')));
  must_append(log(), batch);
  auto reader = log().read(Topic::locations, 2, 0);
  ASSERT_TRUE(reader.ok());
  std::size_t seen = 0;
  ASSERT_TRUE(eventually(log(), [&] {
    const auto n = (*reader)->poll(100, [](const RecordView&) {});
    EXPECT_LE(*n, 1u);
    seen += *n;
    return seen == 4;
  }));
}

TEST_P(ReaderContract, TwoReadersOfOnePartitionAreIndependent) {
  must_append(log(), {record(Topic::pings, 0, "k", "a"), record(Topic::pings, 0, "k", "b")});
  auto first = log().read(Topic::pings, 0, 0);
  auto second = log().read(Topic::pings, 0, 1);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(drain(log(), **second).size(), 1u);
  EXPECT_EQ(drain(log(), **first).size(), 2u);
}

TEST_P(ReaderContract, AnOffsetPastTheEndIsLoud) {
  must_append(log(), {record(Topic::pings, 0, "k", "a")});
  auto reader = log().read(Topic::pings, 0, 7);
  ASSERT_TRUE(reader.ok());
  const Error error = poll_error(log(), **reader);
  EXPECT_EQ(error.code, "offset_past_end");
  EXPECT_EQ(error.cls, ErrorClass::corrupt);
  EXPECT_EQ(error.where, "muster.pings.v1:0:7");
  EXPECT_EQ((*reader)->position(), 7);
}

TEST_P(ReaderContract, AnOffsetBelowTheStartIsLoud) {
  if (!log().capabilities().log_start) GTEST_SKIP() << "has no log start";
  for (int i = 0; i < 5; ++i) must_append(log(), {record(Topic::pings, 0, "k", std::to_string(i))});
  host_->trim(Topic::pings, 0, 3);
  EXPECT_EQ(*log().log_start(Topic::pings, 0), 3);
  EXPECT_EQ(*log().end_offset(Topic::pings, 0), 5);
  EXPECT_EQ(read_all(log(), Topic::pings, 0, 3).size(), 2u);
  auto reader = log().read(Topic::pings, 0, 1);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(poll_error(log(), **reader).code, "offset_below_start");
}

TEST_P(ReaderContract, AWakeComesWhenThereIsMore) {
  auto reader = log().read(Topic::pings, 0, 0);
  ASSERT_TRUE(reader.ok());
  drain(log(), **reader);
  const auto woken = std::make_shared<std::atomic<int>>(0);
  log().on_append([woken] { ++*woken; });
  must_append(log(), {record(Topic::pings, 0, "k", "v")});
  EXPECT_TRUE(eventually(log(), [&] { return *woken > 0; }));
}

INSTANTIATE_TEST_SUITE_P(Log, ReaderContract, ::testing::Values("memory", "embedded", "mock", "broker"),
                         [](const auto& row) { return row.param; });

}  // namespace
}  // namespace muster::log::test
