// For tests of the Kafka form only. Internal.
#pragma once

#include "ingest/log/kafka_log.h"

namespace muster::log {

// A broker without an administration interface (librdkafka's mock cluster): its topics are there
// already with `options.partitions`, nothing is verified, the epoch is `epoch`.
Result<std::unique_ptr<EventLog>> open_bare_kafka_log(const KafkaLogOptions& options,
                                                      const std::string& epoch);

// Puts the producer of a log that one of the two functions opened into librdkafka's fatal state.
void fail_kafka_producer(EventLog& log);

}  // namespace muster::log
