// What is asked of the brokers outside of producing and fetching. Internal to the Kafka form. Any
// thread; every call blocks for a round trip, at most KafkaLogOptions::request_timeout.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ingest/log/kafka_handle.h"

namespace muster::log::kafka {

struct TopicState {
  int partitions = 0;
  int replication = 0;
  bool led = false;  // every partition has a leader
};

struct ClusterState {
  int brokers = 0;
  std::map<std::string, TopicState> topics;  // by full name
};

struct OffsetRange {
  Offset start = 0;
  Offset end = 0;
};

using Settings = std::map<std::string, std::string>;

class Admin {
 public:
  // error: log_unavailable when no broker answers
  static Result<std::shared_ptr<Admin>> connect(const KafkaLogOptions& options);
  Admin(const KafkaLogOptions& options, Client client);

  Result<ClusterState> cluster();
  Result<OffsetRange> watermarks(Topic topic, Partition partition);
  Result<Offset> offset_for_time(Topic topic, Partition partition, Timestamp t);

  struct NewTopic {
    std::string name;
    int partitions = 0;
    int replication = 0;
    Settings settings;
  };
  // The names that this call created; one that another process created first is left out.
  Result<std::vector<std::string>> create(const std::vector<NewTopic>& topics);
  // The settings of each topic, in the order of `names`.
  Result<std::vector<Settings>> settings(const std::vector<std::string>& names);

 private:
  // Calls `ask` until it succeeds, fails for good, or the time is up: leaders move, and topics that
  // were just created are not known everywhere at once.
  Status ask_until_answered(const std::function<rd_kafka_resp_err_t()>& ask);
  int timeout_ms() const { return static_cast<int>(options_.request_timeout.count()); }
  Result<Event> wait_for(const Queue& queue);

  const KafkaLogOptions options_;
  Client client_;
};

}  // namespace muster::log::kafka
