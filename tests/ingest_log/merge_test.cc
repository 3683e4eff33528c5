#include "ingest/log/merge.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "ingest/log/memory_log.h"
#include "ingest/log/read_until.h"
#include "tests/ingest_log/log_host.h"

namespace muster::log::test {
namespace {

constexpr std::array kTopics{Topic::checkins, Topic::pings, Topic::checkouts};

// Hands out the records of another reader only up to a gate, beyond which it has nothing at hand
// yet without being at its end: a partition that is still being fetched.
class GatedReader final : public Reader {
 public:
  GatedReader(std::unique_ptr<Reader> inner, const std::size_t& gate) : inner_(std::move(inner)), gate_(gate) {}
  Result<std::size_t> poll(std::size_t max, const std::function<void(const RecordView&)>& sink) override {
    const auto room = gate_ - std::min(gate_, static_cast<std::size_t>(inner_->position()));
    return inner_->poll(std::min(max, room), sink);
  }
  Offset position() const override { return inner_->position(); }
  bool at_end() const override { return inner_->at_end(); }

 private:
  std::unique_ptr<Reader> inner_;
  const std::size_t& gate_;
};

class MergeTest : public ::testing::Test {
 protected:
  void add(Topic topic, std::int64_t ms, std::string value) {
    must_append(*log_, {record(topic, 0, "k", std::move(value), ms)});
  }
  std::unique_ptr<Reader> reader(Topic topic) { return std::move(log_->read(topic, 0, 0)).value(); }
  Merge merge() {
    std::vector<std::unique_ptr<Reader>> readers;
    for (const Topic topic : kTopics) readers.push_back(reader(topic));
    return Merge(std::move(readers));
  }
  static std::string poll(Merge& merge, std::size_t max = 100) {
    std::string out;
    const auto polled = merge.poll(max, [&](const RecordView& view) { out.append(view.value).append(" "); });
    return polled.ok() ? out : polled.error().code;
  }
  std::shared_ptr<MemoryLog> log_ = make_memory_log();
};

TEST_F(MergeTest, ByTimestampThenInTheOrderOfTheReaders) {
  add(Topic::checkouts, 5, "out5");
  add(Topic::pings, 5, "ping5");
  add(Topic::checkins, 5, "in5");
  add(Topic::pings, 3, "ping3late");  // within a topic offsets rule
  add(Topic::checkins, 7, "in7");
  auto all = merge();
  EXPECT_EQ(poll(all), "in5 ping5 ping3late out5 in7 ");
  EXPECT_TRUE(all.at_end());
}

TEST_F(MergeTest, StopsAtMaxAndGoesOn) {
  for (int i = 0; i < 6; ++i) add(i % 2 == 0 ? Topic::checkins : Topic::pings, i, std::to_string(i));
  auto all = merge();
  EXPECT_EQ(poll(all, 4), "0 1 2 3 ");
  EXPECT_EQ(all.position(0), 2);
  EXPECT_EQ(all.position(1), 2);
  EXPECT_EQ(all.position(2), 0);
  EXPECT_FALSE(all.at_end());
  EXPECT_EQ(poll(all, 4), "4 5 ");
}

TEST_F(MergeTest, AReaderAtItsEndHoldsNobodyUpAndComesBack) {
  add(Topic::pings, 10, "ping10");
  auto all = merge();
  EXPECT_EQ(poll(all), "ping10 ");
  add(Topic::checkins, 4, "in4");
  add(Topic::pings, 11, "ping11");
  EXPECT_EQ(poll(all), "in4 ping11 ");
}

TEST_F(MergeTest, AReaderThatIsBehindHoldsUpTheOthers) {
  for (int i = 0; i < 4; ++i) add(Topic::checkins, 10 * i, "in" + std::to_string(10 * i));
  add(Topic::pings, 15, "ping15");
  std::size_t gate = 1;
  std::vector<std::unique_ptr<Reader>> readers;
  readers.push_back(std::make_unique<GatedReader>(reader(Topic::checkins), gate));
  readers.push_back(reader(Topic::pings));
  Merge both(std::move(readers));
  EXPECT_EQ(poll(both), "in0 ");
  EXPECT_EQ(poll(both), "");
  gate = 3;
  EXPECT_EQ(poll(both), "in10 ping15 in20 ");
  EXPECT_FALSE(both.at_end());
  gate = 4;
  EXPECT_EQ(poll(both), "in30 ");
  EXPECT_TRUE(both.at_end());
}

TEST_F(MergeTest, AnErrorLosesNothing) {
  add(Topic::pings, 1, "a");
  auto all = merge();
  log_->set_available(false);
  EXPECT_EQ(poll(all), "log_unavailable");
  log_->set_available(true);
  EXPECT_EQ(poll(all), "a ");
}

TEST_F(MergeTest, AnyInputComesOutInOrderAndWhole) {
  rc::check("merge of sorted topics is sorted", [] {
    const auto log = make_memory_log();
    std::vector<std::pair<std::int64_t, std::size_t>> expected;
    std::vector<std::unique_ptr<Reader>> readers;
    for (std::size_t t = 0; t < kTopics.size(); ++t) {
      auto times = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 40));
      std::sort(times.begin(), times.end());
      for (const auto ms : times) {
        must_append(*log, {record(kTopics[t], 0, "k", "v", ms)});
        expected.emplace_back(ms, t);
      }
      readers.push_back(std::move(log->read(kTopics[t], 0, 0)).value());
    }
    std::sort(expected.begin(), expected.end());
    Merge merge(std::move(readers));
    std::vector<std::pair<std::int64_t, std::size_t>> got;
    const auto max = *rc::gen::inRange<std::size_t>(1, 9);
    while (!merge.at_end()) {
      const auto polled = merge.poll(max, [&](const RecordView& view) {
        const auto t = std::find(kTopics.begin(), kTopics.end(), view.topic) - kTopics.begin();
        got.emplace_back(to_ms(view.timestamp), static_cast<std::size_t>(t));
      });
      RC_ASSERT(polled.ok());
      RC_ASSERT(*polled <= max);
    }
    RC_ASSERT(got == expected);
  });
}

TEST_F(MergeTest, AReaderEndsWhereItIsToldThoughTheLogGoesOn) {
  for (int i = 0; i < 5; ++i) add(Topic::pings, i, std::to_string(i));
  std::vector<std::unique_ptr<Reader>> readers;
  readers.push_back(read_until(reader(Topic::pings), 3));
  Merge merge(std::move(readers));
  EXPECT_FALSE(merge.at_end());
  EXPECT_EQ(poll(merge, 2), "0 1 ");
  EXPECT_EQ(poll(merge), "2 ");
  EXPECT_TRUE(merge.at_end());
  add(Topic::pings, 9, "9");
  EXPECT_EQ(poll(merge), "");
}

}  // namespace
}  // namespace muster::log::test
