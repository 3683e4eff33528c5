// librdkafka and nothing else, against a real broker: what the Kafka form is measured against.
// Blocks; throws std::runtime_error where the broker refuses.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ingest/log/log.h"
#include "tests/bench/bare_scan.h"

namespace muster::bench {

// Reads all that the folded topics with that prefix hold.
Scanned bare_consume(const std::string& brokers, const std::string& prefix, log::Partition partitions);

// Produces all `values`, acks=all and idempotent, round robin over the partitions of the topic, with
// at most `in_flight` unacknowledged (0: what librdkafka's queue takes); seconds until all are acknowledged.
double bare_produce(const std::string& brokers, const std::string& topic, log::Partition partitions,
                    const std::vector<std::string>& values, std::size_t in_flight);

}  // namespace muster::bench
