// What every store promises, over the memory twin and RocksDB alike.
#include <gtest/gtest.h>

#include "projections/edges.h"
#include "projections/memory_store.h"
#include "projections/rocks_store.h"
#include "tests/projections/temp_folder.h"

namespace muster::projections {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

class StoreContract : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { open(); }

  void open() {
    if (GetParam() == std::string("memory")) {
      if (!store_) store_ = std::make_unique<MemoryStore>();
      return;
    }
    store_.reset();
    auto opened = RocksStore::open({.folder = folder_.at("state"), .partitions = 4});
    ASSERT_TRUE(opened.ok());
    store_ = std::move(opened).value();
  }

  void put(std::initializer_list<std::pair<std::string, std::string>> entries, Family f = Family::starts) {
    auto batch = store_->batch();
    for (const auto& [key, value] : entries) batch->put(f, key, value);
    ASSERT_TRUE(store_->commit(std::move(batch)).ok());
  }

  void add(const Edges& edges) {
    auto batch = store_->batch();
    batch->add(Family::hours, "row", encode_edges(edges, 0));
    ASSERT_TRUE(store_->commit(std::move(batch)).ok());
  }

  static Entries scan(const Reads& reads, std::string_view from, std::string_view to, bool back = false,
                      std::size_t limit = 100) {
    Entries found;
    const Visit visit = [&](std::string_view key, std::string_view value) {
      found.emplace_back(key, value);
      return found.size() < limit;
    };
    back ? reads.scan_back(Family::starts, from, to, visit) : reads.scan(Family::starts, from, to, visit);
    return found;
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, GetsWhatWasPut) {
  put({{"a", "1"}, {"b", ""}, {std::string("c\0d", 3), "3"}});
  const auto reads = store_->snapshot();
  EXPECT_EQ(reads->get(Family::starts, "a"), "1");
  EXPECT_EQ(reads->get(Family::starts, "b"), "");
  EXPECT_EQ(reads->get(Family::starts, std::string_view("c\0d", 3)), "3");
  EXPECT_EQ(reads->get(Family::starts, "c"), std::nullopt);
  EXPECT_EQ(reads->get(Family::days, "a"), std::nullopt);
  EXPECT_EQ(reads->keys_read(), 5U);
}

TEST_P(StoreContract, ScansHalfOpenRangesBothWays) {
  put({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}});
  const auto reads = store_->snapshot();
  EXPECT_EQ(scan(*reads, "b", "d"), (Entries{{"b", "2"}, {"c", "3"}}));
  EXPECT_EQ(scan(*reads, "b", "d", true), (Entries{{"c", "3"}, {"b", "2"}}));
  EXPECT_EQ(scan(*reads, "", "", true), (Entries{{"d", "4"}, {"c", "3"}, {"b", "2"}, {"a", "1"}}));
  EXPECT_EQ(scan(*reads, "c", ""), (Entries{{"c", "3"}, {"d", "4"}}));
  EXPECT_EQ(scan(*reads, "x", ""), Entries{});
  const auto before = reads->keys_read();
  EXPECT_EQ(scan(*reads, "", "", false, 2).size(), 2U);
  EXPECT_EQ(reads->keys_read() - before, 2U);
}

TEST_P(StoreContract, LaterWritesOfABatchWin) {
  auto batch = store_->batch();
  batch->put(Family::starts, "a", "1");
  batch->erase(Family::starts, "a");
  batch->put(Family::starts, "b", "1");
  batch->put(Family::starts, "b", "2");
  EXPECT_GT(batch->bytes(), 0U);
  ASSERT_TRUE(store_->commit(std::move(batch)).ok());
  EXPECT_EQ(scan(*store_->snapshot(), "", ""), (Entries{{"b", "2"}}));
}

TEST_P(StoreContract, ABatchThatIsNotCommittedIsNowhere) {
  auto batch = store_->batch();
  batch->put(Family::starts, "a", "1");
  batch.reset();
  EXPECT_EQ(scan(*store_->snapshot(), "", ""), Entries{});
}

TEST_P(StoreContract, ASnapshotStaysWhatItWas) {
  put({{"a", "1"}});
  const auto snapshot = store_->snapshot();
  const auto latest = store_->latest();
  put({{"a", "2"}, {"b", "2"}});
  EXPECT_EQ(scan(*snapshot, "", ""), (Entries{{"a", "1"}}));
  EXPECT_EQ(scan(*latest, "", ""), (Entries{{"a", "2"}, {"b", "2"}}));
  EXPECT_EQ(latest->get(Family::starts, "a"), "2");
  EXPECT_EQ(snapshot->get(Family::starts, "b"), std::nullopt);
}

TEST_P(StoreContract, EdgeRowsAddUpAndCancel) {
  Edges edges, twice, minus;
  edges.add_counted({from_ms(5), from_ms(2'000'000)}, 1);
  twice.add(edges);
  twice.add(edges);
  minus.add_counted({from_ms(5), from_ms(2'000'000)}, -1);
  add(edges);
  add(edges);
  EXPECT_EQ(store_->snapshot()->get(Family::hours, "row"), encode_edges(twice, 0));
  add(minus);
  add(minus);
  EXPECT_EQ(store_->snapshot()->get(Family::hours, "row"), std::nullopt);
  int seen = 0;
  store_->snapshot()->scan(Family::hours, "", "", [&](auto, auto) { return ++seen > 0; });
  EXPECT_EQ(seen, 0);
}

TEST_P(StoreContract, WhatIsCommittedIsThereAfterReopening) {
  put({{"a", "1"}});
  Edges edges;
  edges.add_started(from_ms(5), 1);
  add(edges);
  add(edges);
  ASSERT_TRUE(store_->sync().ok());
  put({{"b", "2"}});
  open();
  edges.add(edges);
  EXPECT_EQ(scan(*store_->snapshot(), "", ""), (Entries{{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(store_->snapshot()->get(Family::hours, "row"), encode_edges(edges, 0));
  EXPECT_TRUE(store_->writable());
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, ::testing::Values("memory", "rocksdb"),
                         [](const auto& test) { return std::string(test.param); });

TEST(MemoryStore, FailsAsOrdered) {
  MemoryStore store;
  store.fail_next_commit({"store_unavailable", ErrorClass::retry, "", ""});
  const auto commit = [&](const char* key) {
    auto batch = store.batch();
    batch->put(Family::starts, key, "1");
    return store.commit(std::move(batch));
  };
  EXPECT_EQ(commit("a").error().code, "store_unavailable");
  EXPECT_TRUE(commit("b").ok());
  EXPECT_EQ(store.snapshot()->get(Family::starts, "a"), std::nullopt);
  store.fail_next_commit({"disk_full", ErrorClass::retry, "", ""});
  EXPECT_EQ(commit("a").error().code, "disk_full");
  EXPECT_FALSE(store.writable());
  EXPECT_EQ(commit("a").error().code, "disk_full");
  store.heal();
  EXPECT_TRUE(commit("a").ok());
}

TEST(MemoryStore, LosesWhatWasNotSynced) {
  MemoryStore store;
  for (const char* key : {"a", "b"}) {
    auto batch = store.batch();
    batch->put(Family::starts, key, "1");
    ASSERT_TRUE(store.commit(std::move(batch)).ok());
    if (*key == 'a') {
      ASSERT_TRUE(store.sync().ok());
    }
  }
  store.drop_unsynced();
  EXPECT_EQ(store.dump(), "starts\ta\t1\n");
}

}  // namespace
}  // namespace muster::projections
