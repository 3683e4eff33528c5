// The real broker that the test runner started, if it did.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ingest/log/kafka_log.h"

namespace muster::log::test {

inline constexpr std::string_view kNoBroker =
    "no Kafka: start one with deploy/kafka/run and set MUSTER_TEST_KAFKA=host:port";

std::optional<std::string> broker_address();  // MUSTER_TEST_KAFKA
std::string fresh_prefix();                   // of topics that nobody else has
KafkaLogOptions broker_options(const std::string& prefix);
std::unique_ptr<EventLog> open_broker_log(const KafkaLogOptions& options);  // throws
void delete_records(const KafkaLogOptions& options, Topic topic, Partition partition, Offset before);
void delete_topics(const KafkaLogOptions& options);
void add_partitions(const KafkaLogOptions& options, Topic topic, std::size_t total);
void change_setting(const KafkaLogOptions& options, Topic topic, const std::string& setting, const std::string& value);
// A topic made by somebody else, with settings of his own.
void create_topic(const KafkaLogOptions& options, Topic topic, int partitions,
                  const std::string& setting, const std::string& value);

}  // namespace muster::log::test
