// The event log on Apache Kafka, through librdkafka. Any thread, as the port says; readers go
// before the log is closed. Topics are created and verified when it is opened, and looked at again
// while it is: once they are not what they were, every poll answers wrong_partitions, wrong_topic or
// wrong_epoch, nothing is appended any more, and the log is not healthy.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ingest/log/log.h"

namespace muster::log {

struct KafkaLogOptions {
  std::string bootstrap{};                // host:port[,host:port...]
  std::string topic_prefix{};             // put before every topic's name
  std::optional<Partition> partitions{};  // of topics that are created: 4 where not given
  std::size_t producer_bytes = 64 << 20;  // records on their way; beyond it log_full
  std::size_t consumer_bytes = 64 << 20;  // records fetched ahead, of all topics that are followed; 1 MiB of each at least
  std::chrono::milliseconds delivery_timeout{10'000};
  std::chrono::milliseconds request_timeout{5'000};  // of a look-up, and of the connection at start
  std::chrono::milliseconds look_every{5'000};      // whether the topics are still the same
  // Any further property of librdkafka (security.protocol, sasl.*, ssl.*); these win.
  std::vector<std::pair<std::string, std::string>> properties{};
};

class KafkaLog : public EventLog {
 public:
  struct Stats {
    std::size_t pending_bytes = 0;        // appends on their way
    std::size_t pending_limit = 0;
    std::size_t fetched_records = 0;      // read ahead, of all readers
    std::size_t fetched_limit_bytes = 0;  // as KafkaLogOptions::consumer_bytes
  };
  virtual Stats stats() const = 0;
};

// Errors:
//   log_unavailable (retry)                     no broker answers; `where` names them
//   wrong_partitions, wrong_topic (refused)     topics exist and are kept otherwise
//   bad_config (refused)                        a property that librdkafka does not take
//   wrong_epoch (corrupt)                       the record that names the topics' epoch is unreadable
Result<std::unique_ptr<KafkaLog>> open_kafka_log(const KafkaLogOptions& options);

}  // namespace muster::log
