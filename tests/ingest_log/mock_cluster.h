// librdkafka's mock cluster with all of muster's topics, on loopback; and logs over it.
#pragma once

// The order matters to them.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <memory>
#include <string>

#include "ingest/log/kafka_log.h"

namespace muster::log::test {

class MockCluster {
 public:
  explicit MockCluster(int brokers = 3, Partition partitions = 4);
  ~MockCluster();
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  std::string bootstrap() const;
  rd_kafka_mock_cluster_t* raw() { return cluster_; }
  KafkaLogOptions options() const;
  std::unique_ptr<EventLog> open(const KafkaLogOptions& options) const;  // throws
  std::unique_ptr<EventLog> open() const { return open(options()); }

 private:
  rd_kafka_t* owner_;
  rd_kafka_mock_cluster_t* cluster_;
  Partition partitions_;
};

}  // namespace muster::log::test
