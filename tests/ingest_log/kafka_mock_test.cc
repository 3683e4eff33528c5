// How the Kafka form behaves when the brokers do not: proved on librdkafka's mock cluster.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>

#include "ingest/log/kafka_log_internal.h"
#include "tests/ingest_log/log_host.h"
#include "tests/ingest_log/mock_cluster.h"

namespace muster::log::test {
namespace {

constexpr std::int16_t kProduce = 0;  // key of the request

// What became of single appends that were sent off without waiting. Any thread.
struct Outcomes {
  std::atomic<int> appended{0}, unavailable{0}, unknown{0}, full{0}, other{0};
  int all() const { return appended + unavailable + unknown + full + other; }

  AppendDone counter() {
    return [this](const std::vector<Result<Position>>& results) {
      for (const auto& result : results) ++slot(result);
    };
  }

 private:
  std::atomic<int>& slot(const Result<Position>& result) {
    if (result.ok()) return appended;
    if (result.error().code == "log_unavailable") return unavailable;
    if (result.error().code == "log_timeout") return unknown;
    return result.error().code == "log_full" ? full : other;
  }
};

class KafkaMock : public ::testing::Test {
 protected:
  void open(std::chrono::milliseconds delivery_timeout = std::chrono::seconds{10}) {
    auto options = cluster_.options();
    options.delivery_timeout = delivery_timeout;
    options.request_timeout = std::chrono::seconds{2};
    log_ = cluster_.open(options);
  }
  void all_brokers(rd_kafka_resp_err_t (*what)(rd_kafka_mock_cluster_t*, std::int32_t)) {
    for (std::int32_t broker = 1; broker <= 3; ++broker) what(cluster_.raw(), broker);
  }
  void send(Outcomes& outcomes, int from, int to) {
    for (int i = from; i < to; ++i) {
      log_->append({record(Topic::pings, 0, "k", std::to_string(i))}, outcomes.counter());
    }
  }
  std::vector<std::string> values() {
    std::vector<std::string> out;
    for (const Copied& one : read_all(*log_, Topic::pings, 0)) out.push_back(one.value);
    return out;
  }

  MockCluster cluster_;
  std::unique_ptr<EventLog> log_;
};

std::vector<std::string> numbers(int to) {
  std::vector<std::string> out;
  for (int i = 0; i < to; ++i) out.push_back(std::to_string(i));
  return out;
}

TEST_F(KafkaMock, PassingErrorsAreTriedAgain) {
  open();
  rd_kafka_mock_push_request_errors(cluster_.raw(), kProduce, 3, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                    RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
  Outcomes outcomes;
  send(outcomes, 0, 20);
  ASSERT_TRUE(eventually(*log_, [&] { return outcomes.all() == 20; }));
  EXPECT_EQ(outcomes.appended, 20);
  EXPECT_EQ(values(), numbers(20));
}

TEST_F(KafkaMock, KeepsOrderWhileLeadersMove) {
  open();
  auto reader = log_->read(Topic::pings, 0, 0);
  ASSERT_TRUE(reader.ok());
  Outcomes outcomes;
  for (int round = 0; round < 6; ++round) {
    send(outcomes, round * 50, round * 50 + 50);
    rd_kafka_mock_partition_set_leader(cluster_.raw(), "muster.pings.v1", 0, 1 + round % 3);
  }
  ASSERT_TRUE(eventually(*log_, [&] { return outcomes.all() == 300; }));
  EXPECT_EQ(outcomes.appended, 300);
  std::vector<std::string> read;
  ASSERT_TRUE(eventually(*log_, [&] {
    // A poll may say that the broker is away just now; the reader goes on by itself.
    (void)(*reader)->poll(1000, [&](const RecordView& view) { read.emplace_back(view.value); });
    return read.size() >= 300;
  }));
  EXPECT_EQ(read, numbers(300));
}

TEST_F(KafkaMock, BrokersAwayOpenTheCircuitAndComingBackCloseIt) {
  open(std::chrono::milliseconds{1500});
  must_append(*log_, {record(Topic::pings, 0, "k", "before")});
  all_brokers(rd_kafka_mock_broker_set_down);
  Outcomes lost;
  send(lost, 0, 5);
  ASSERT_TRUE(eventually(*log_, [&] { return lost.all() == 5 && !log_->healthy(); }));
  EXPECT_EQ(lost.unavailable + lost.unknown, 5);

  Outcomes refused;
  send(refused, 5, 10);
  EXPECT_EQ(refused.unavailable, 5) << "answered inside append()";

  all_brokers(rd_kafka_mock_broker_set_up);
  ASSERT_TRUE(eventually(*log_, [&] { return log_->healthy(); }));
  must_append(*log_, {record(Topic::pings, 0, "k", "after")});
  EXPECT_EQ(values().back(), "after");
}

TEST_F(KafkaMock, AnAnswerThatDoesNotComeIsAnUnknownOutcome) {
  open(std::chrono::milliseconds{1500});
  must_append(*log_, {record(Topic::pings, 0, "k", "before")});
  for (std::int32_t broker = 1; broker <= 3; ++broker) {
    rd_kafka_mock_broker_set_rtt(cluster_.raw(), broker, 4000);
  }
  const auto results = append_and_wait(*log_, {record(Topic::pings, 0, "k", "lost?")});
  ASSERT_FALSE(results[0].ok());
  EXPECT_EQ(results[0].error().code, "log_timeout");
  EXPECT_EQ(results[0].error().cls, ErrorClass::unknown_outcome);
}

TEST_F(KafkaMock, AFatalProducerIsReplacedAndNothingIsLost) {
  open();
  Outcomes outcomes;
  for (int round = 0; round < 4; ++round) {
    send(outcomes, round * 100, round * 100 + 100);
    fail_kafka_producer(*log_);
  }
  ASSERT_TRUE(eventually(*log_, [&] { return outcomes.all() == 400; }));
  EXPECT_EQ(outcomes.appended, 400);
  const auto read = values();
  EXPECT_EQ(std::set<std::string>(read.begin(), read.end()).size(), 400u);
  std::vector<std::string> first_copies;  // what was in flight may come twice
  std::set<std::string> seen;
  for (const auto& value : read) {
    if (seen.insert(value).second) first_copies.push_back(value);
  }
  EXPECT_EQ(first_copies, numbers(400));
  EXPECT_TRUE(log_->healthy());
}

TEST_F(KafkaMock, AnswersBusyBeyondItsBudget) {
  auto options = cluster_.options();
  options.producer_bytes = 10'000;
  log_ = cluster_.open(options);
  all_brokers(rd_kafka_mock_broker_set_down);
  Outcomes outcomes;
  for (int i = 0; i < 5; ++i) {
    log_->append({record(Topic::pings, 0, "k", std::string(4'000, 'x'))}, outcomes.counter());
  }
  EXPECT_GE(outcomes.full + outcomes.unavailable, 3);
  all_brokers(rd_kafka_mock_broker_set_up);
  ASSERT_TRUE(eventually(*log_, [&] { return outcomes.all() == 5; }));
  EXPECT_EQ(outcomes.other, 0);
}

TEST_F(KafkaMock, ClosingAnswersEveryAppend) {
  open(std::chrono::milliseconds{1000});
  all_brokers(rd_kafka_mock_broker_set_down);
  Outcomes outcomes;
  send(outcomes, 0, 50);
  log_.reset();
  EXPECT_EQ(outcomes.all(), 50);
}

TEST_F(KafkaMock, NamesTheBrokerThatDoesNotAnswer) {
  KafkaLogOptions options{.bootstrap = "127.0.0.1:1"};
  options.request_timeout = std::chrono::milliseconds{300};
  const auto log = open_kafka_log(options);
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().code, "log_unavailable");
  EXPECT_EQ(log.error().where, "127.0.0.1:1");
}

TEST_F(KafkaMock, SaysWhichPropertyIsWrong) {
  auto options = cluster_.options();
  options.properties = {{"no.such.property", "1"}};
  const auto log = open_kafka_log(options);
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().code, "bad_config");
  EXPECT_NE(log.error().hint.find("no.such.property"), std::string::npos);
}

}  // namespace
}  // namespace muster::log::test
