// Going on where a store left off, on every form of the log.
#include "ingest/log/resume.h"

#include <gtest/gtest.h>

#include "tests/ingest_log/contract.h"

namespace muster::log::test {
namespace {

class Resume : public Contract {
 protected:
  std::uint64_t hash_at(Topic topic, Offset offset) {
    auto reader = std::move(log().read(topic, 0, offset)).value();
    std::uint64_t hash = 0;
    EXPECT_TRUE(eventually(log(), [&] {
      const auto n = reader->poll(1, [&](const RecordView& view) { hash = record_hash(view); });
      return n.ok() && *n == 1;
    }));
    return hash;
  }
  std::string error(Topic topic, Offset next, std::optional<std::uint64_t> hash) {
    const auto reader = resume(log(), topic, 0, next, hash);
    return reader.ok() ? "resumed" : reader.error().code;
  }
};

TEST_P(Resume, GoesOnBehindTheRecordItKnows) {
  for (const char* value : {"a", "b", "c"}) must_append(log(), {record(Topic::pings, 0, "k", value)});
  auto reader = resume(log(), Topic::pings, 0, 2, hash_at(Topic::pings, 1));
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->position(), 2);
  const auto rest = drain(log(), **reader);
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].value, "c");
}

TEST_P(Resume, StartsAtTheStart) {
  must_append(log(), {record(Topic::pings, 0, "k", "a")});
  auto reader = resume(log(), Topic::pings, 0, 0, std::nullopt);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(drain(log(), **reader).size(), 1u);
}

TEST_P(Resume, AnotherRecordThereStops) {
  for (const char* value : {"a", "b"}) must_append(log(), {record(Topic::pings, 0, "k", value)});
  EXPECT_EQ(error(Topic::pings, 1, hash_at(Topic::pings, 0) + 1), "log_discontinuity");
  EXPECT_EQ(error(Topic::pings, 2, hash_at(Topic::pings, 1) + 1), "log_discontinuity");
}

TEST_P(Resume, ALogThatIsShorterStops) {
  must_append(log(), {record(Topic::pings, 0, "k", "a")});
  EXPECT_EQ(error(Topic::pings, 9, 1), "offset_past_end");
}

TEST_P(Resume, WhatCompactionTookIsNoFault) {
  must_append(log(), {record(Topic::sessions, 0, "a", "1"), record(Topic::sessions, 0, "b", "1")});
  const auto hash = hash_at(Topic::sessions, 0);
  must_append(log(), {record(Topic::sessions, 0, "a", "2")});
  auto reader = resume(log(), Topic::sessions, 0, 1, hash);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(drain(log(), **reader).size(), 2u);
}

TEST_P(Resume, WhatRetentionTookIsAFaultOnlyIfUnread) {
  if (!log().capabilities().log_start) GTEST_SKIP() << "has no log start";
  for (const char* value : {"a", "b", "c"}) must_append(log(), {record(Topic::pings, 0, "k", value)});
  const auto first = hash_at(Topic::pings, 0), second = hash_at(Topic::pings, 1);
  host_->trim(Topic::pings, 0, 2);
  EXPECT_EQ(error(Topic::pings, 2, second), "resumed");
  EXPECT_EQ(error(Topic::pings, 1, first), "offset_below_start");
}

INSTANTIATE_TEST_SUITE_P(Log, Resume, ::testing::Values("memory", "embedded", "mock", "broker"),
                         [](const auto& row) { return row.param; });

TEST(RecordHash, Golden) {
  RecordView view;
  view.timestamp = from_ms(1'700'000'000'000);
  view.key = "tenant/subject";
  view.value = "{}";
  const std::uint64_t plain = record_hash(view);
  view.offset = 7;  // not a part of it
  EXPECT_EQ(record_hash(view), plain);
  EXPECT_EQ(plain, 8989175494319947217u);
  view.tombstone = true;
  EXPECT_NE(record_hash(view), plain);
}

}  // namespace
}  // namespace muster::log::test
