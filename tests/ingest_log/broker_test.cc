// What only a real broker can prove: topics and their settings, the epoch, other people's tools.
#include "tests/ingest_log/broker.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "ingest/log/kafka_cluster_record.h"
#include "ingest/log/kafka_topics.h"
#include "schemas/ids.h"
#include "tests/ingest_log/hosts.h"

namespace muster::log::test {
namespace {

// The output of a shell command; fails the test where the command does.
std::string run(const std::string& command) {
  std::string out;
  FILE* const pipe = popen(command.c_str(), "r");
  char buffer[4096];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return out;
}

class Broker : public ::testing::Test {
 protected:
  void SetUp() override {
    if (broker_address()) {
      options_ = broker_options(fresh_prefix());
      return;
    }
    if (std::getenv("CI") != nullptr) FAIL() << kNoBroker;
    GTEST_SKIP() << "SKIPPED: " << kNoBroker;
  }
  void TearDown() override {
    if (opened_) delete_topics(options_);
  }
  std::unique_ptr<EventLog> open() {
    opened_ = true;
    return open_broker_log(options_);
  }
  Error open_error() {
    const auto log = open_kafka_log(options_);
    return log.ok() ? Error{"opened", ErrorClass::bug, "", ""} : log.error();
  }
  std::string topic(Topic t) const { return options_.topic_prefix + std::string(spec(t).name); }
  std::string kcat() const { return "timeout 30 kcat -q -b " + options_.bootstrap; }

  KafkaLogOptions options_;
  bool opened_ = false;
};

TEST_F(Broker, WhoComesSecondFindsTheEpochOfTheFirst) {
  const auto first = open();
  const auto second = open();
  EXPECT_FALSE(first->epoch().empty());
  EXPECT_EQ(first->epoch(), second->epoch());
  const auto records = read_all(*first, Topic::directory, partition_of(kafka::kClusterKey, 4));
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].key, "_muster/cluster");
  EXPECT_NE(records[0].value.find(first->epoch()), std::string::npos);
}

TEST_F(Broker, APartitionNumberOtherThanTheTopicsIsRefused) {
  options_.partitions = 3;
  EXPECT_EQ(open()->partitions(), 3u);
  options_.partitions = 5;
  EXPECT_EQ(open_error().code, "wrong_partitions");
  options_.partitions.reset();
  EXPECT_EQ(open()->partitions(), 3u);
}

TEST_F(Broker, ATopicKeptOtherwiseIsNamed) {
  create_topic(options_, Topic::sessions, 4, "cleanup.policy", "delete");
  const Error error = open_error();
  opened_ = true;
  EXPECT_EQ(error.code, "wrong_topic");
  EXPECT_EQ(error.where, topic(Topic::sessions));
  EXPECT_NE(error.hint.find("cleanup.policy is delete, must be compact"), std::string::npos) << error.hint;
}

TEST_F(Broker, ATopicWithAnotherNumberOfPartitionsIsNamed) {
  create_topic(options_, Topic::pings, 2, "", "");
  create_topic(options_, Topic::audit, 3, "", "");
  const Error error = open_error();
  EXPECT_EQ(error.code, "wrong_partitions");
  EXPECT_FALSE(error.where.empty());
}

// What a log says once its topics are not those any more that it was opened on.
class BrokerChanged : public Broker {
 protected:
  void SetUp() override {
    Broker::SetUp();
    options_.look_every = std::chrono::milliseconds{50};
  }
  void expect_stopped(EventLog& log, Reader& reader, const std::string& code) {
    EXPECT_TRUE(eventually(log, [&] { return !log.healthy(); }));
    const Error error = poll_error(log, reader);
    EXPECT_EQ(error.code, code) << error.hint;
    EXPECT_NE(error.hint.find("--"), std::string::npos) << error.hint;
    const auto appended = append_and_wait(log, {record(Topic::pings, 0, "t/s", "{}", 1)});
    ASSERT_FALSE(appended[0].ok());
    EXPECT_EQ(appended[0].error().code, "log_unavailable");
    EXPECT_FALSE(log.read(Topic::pings, 0, 0).ok());
  }
};

TEST_F(BrokerChanged, NothingWhileTopicsStayAsTheyWere) {
  const auto log = open();
  must_append(*log, {record(Topic::directory, partition_of(kafka::kClusterKey, 4), "t/place/7", "{}", 1)});
  const auto reader = std::move(log->read(Topic::pings, 0, 0)).value();
  for (int looks = 0; looks < 20; ++looks) {
    ASSERT_TRUE(log->end_offset(Topic::pings, 0).ok());
    ASSERT_TRUE(reader->poll(1, [](const RecordView&) {}).ok());
  }
  EXPECT_TRUE(log->healthy());
}

TEST_F(BrokerChanged, PartitionsThatAreAddedStopIt) {
  const auto log = open();
  const auto reader = std::move(log->read(Topic::pings, 0, 0)).value();
  add_partitions(options_, Topic::pings, 6);
  expect_stopped(*log, *reader, "wrong_partitions");
}

TEST_F(BrokerChanged, SettingsThatAreChangedStopIt) {
  const auto log = open();
  const auto reader = std::move(log->read(Topic::checkins, 0, 0)).value();
  change_setting(options_, Topic::checkins, "retention.ms", "3600000");
  expect_stopped(*log, *reader, "wrong_topic");
}

TEST_F(BrokerChanged, TopicsThatAreCreatedAnewStopIt) {
  const auto log = open();
  const auto reader = std::move(log->read(Topic::checkins, 0, 0)).value();
  delete_topics(options_);
  std::unique_ptr<EventLog> anew;
  ASSERT_TRUE(eventually(*log, [&] {
    auto opened = open_kafka_log(options_);
    if (opened.ok() && (*opened)->epoch() != log->epoch()) anew = std::move(opened).value();  // they go one by one
    return anew != nullptr;
  }));
  expect_stopped(*log, *reader, "wrong_epoch");
  EXPECT_TRUE(anew->healthy());
}

TEST_F(Broker, KcatReadsWhatWeWrote) {
  const auto log = open();
  Record one = record(Topic::checkins, 1, "tenant/subject", R"({"id":"1"})", 1'700'000'000'123);
  one.headers = {{"ce_id", "1"}, {"ce_type", "muster.checkin.v1"}};
  must_append(*log, {one});
  EXPECT_EQ(run(kcat() + " -C -t " + topic(Topic::checkins) + R"( -p 1 -o beginning -e -f '%k|%s|%T|%h|%o\n')"),
            "tenant/subject|{\"id\":\"1\"}|1700000000123|ce_id=1,ce_type=muster.checkin.v1|0\n");
}

TEST_F(Broker, WeReadWhatKcatWrote) {
  const auto log = open();
  TempFolder folder;
  std::ofstream(folder.path() / "lines") << "tenant/ä\t{\"a\":1}\ntenant/b\t{\"b\":2}\n";
  run(kcat() + " -P -X topic.partitioner=murmur2_random -K '\t' -H origin=kcat -t " +
      topic(Topic::pings) + " -l " + (folder.path() / "lines").string());
  for (const auto& [key, value] : {std::pair{"tenant/ä", "{\"a\":1}"}, {"tenant/b", "{\"b\":2}"}}) {
    bool found = false;
    for (const Copied& one : read_all(*log, Topic::pings, partition_of(key, log->partitions()))) {
      if (one.key != key) continue;
      found = true;
      EXPECT_EQ(one.value, value);
      EXPECT_EQ(one.headers, (Headers{{"origin", "kcat"}}));
    }
    EXPECT_TRUE(found) << key;
  }
}

TEST(TopicSettings, FollowTheTopicTable) {
  const auto pings = kafka::wanted_settings(spec(Topic::pings), 3);
  EXPECT_EQ(pings.at("cleanup.policy"), "delete");
  EXPECT_EQ(pings.at("retention.ms"), std::to_string(spec(Topic::pings).retention->count()));
  EXPECT_EQ(pings.at("min.insync.replicas"), "2");
  EXPECT_EQ(pings.at("max.message.bytes"), "1048576");
  EXPECT_EQ(kafka::wanted_settings(spec(Topic::checkins), 1).at("retention.ms"), "-1");
  EXPECT_EQ(kafka::wanted_settings(spec(Topic::checkins), 1).at("min.insync.replicas"), "1");
  const auto sessions = kafka::wanted_settings(spec(Topic::sessions), 1);
  EXPECT_EQ(sessions.at("cleanup.policy"), "compact");
  EXPECT_FALSE(sessions.contains("retention.ms"));
  EXPECT_FALSE(kafka::difference(sessions, sessions).has_value());
}

}  // namespace
}  // namespace muster::log::test
