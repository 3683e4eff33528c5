#include "tests/ingest_log/mock_cluster.h"

#include <librdkafka/rdkafka.h>

#include <stdexcept>

#include "ingest/log/kafka_log_internal.h"

namespace muster::log::test {
namespace {

rd_kafka_t* make_owner() {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
  return rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
}

}  // namespace

MockCluster::MockCluster(int brokers, Partition partitions)
    : owner_(make_owner()),
      cluster_(rd_kafka_mock_cluster_new(owner_, brokers)),
      partitions_(partitions) {
  for (const TopicSpec& topic : all_topics()) {
    rd_kafka_mock_topic_create(cluster_, std::string(topic.name).c_str(), static_cast<int>(partitions),
                               brokers);
  }
}

MockCluster::~MockCluster() {
  rd_kafka_mock_cluster_destroy(cluster_);
  rd_kafka_destroy(owner_);
}

std::string MockCluster::bootstrap() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }

KafkaLogOptions MockCluster::options() const {
  return {.bootstrap = bootstrap(), .partitions = partitions_};
}

std::unique_ptr<EventLog> MockCluster::open(const KafkaLogOptions& options) const {
  auto log = open_bare_kafka_log(options, "mock");
  if (!log.ok()) throw std::runtime_error(log.error().code + ": " + log.error().hint);
  return std::move(log).value();
}

}  // namespace muster::log::test
