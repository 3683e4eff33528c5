// librdkafka and nothing else, against a real broker: what the Kafka form is measured against.
// Blocks; throws std::runtime_error where the broker refuses.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "ingest/log/log.h"
#include "tests/bench/bare_scan.h"

namespace muster::bench {

// Reads all that the folded topics with that prefix hold.
Scanned bare_consume(const std::string& brokers, const std::string& prefix, log::Partition partitions);

// Produces records as they are, with the settings of muster's own producer (acks=all, idempotent).
// One thread.
class BareProducer {
 public:
  // Throws std::runtime_error, as does produce().
  BareProducer(const std::string& brokers, const std::string& prefix);
  ~BareProducer();

  // With at most `in_flight` unacknowledged (0: what librdkafka's queue takes); seconds until all are
  // acknowledged.
  double produce(std::span<const log::Record> records, std::size_t in_flight);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::bench
