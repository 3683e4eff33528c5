// librdkafka's C objects, owned; and how all of our clients are configured. Internal to the Kafka
// form; includes librdkafka.
#pragma once

#include <librdkafka/rdkafka.h>

#include <array>
#include <memory>
#include <string>

#include "ingest/log/kafka_log.h"

namespace muster::log::kafka {

template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* object) const {
    Destroy(object);
  }
};
template <class T, auto Destroy>
using Owned = std::unique_ptr<T, Destroyer<Destroy>>;

using Handle = Owned<rd_kafka_t, rd_kafka_destroy>;
using TopicHandle = Owned<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using Queue = Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Event = Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using Message = Owned<rd_kafka_message_t, rd_kafka_message_destroy>;
using PartitionList =
    Owned<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using KafkaError = Owned<rd_kafka_error_t, rd_kafka_error_destroy>;

class Conf {
 public:
  explicit Conf(const KafkaLogOptions& options);  // what every client has

  Conf& set(const std::string& name, const std::string& value);
  rd_kafka_conf_t* raw() { return conf_.get(); }
  // The operator's own properties win over set(). error: bad_config (refused)
  Result<Handle> build(rd_kafka_type_t type, const KafkaLogOptions& options);

 private:
  Owned<rd_kafka_conf_t, rd_kafka_conf_destroy> conf_;
  std::string fault_;  // of the first set() that failed
};

// A handle with one topic handle for every topic of the table.
struct Client {
  Handle handle;
  std::array<TopicHandle, kTopicCount> topics;  // destroyed before the handle
  rd_kafka_topic_t* topic(Topic t) const { return topics[static_cast<std::size_t>(t)].get(); }
};
Client make_client(Handle handle, const KafkaLogOptions& options);

std::string topic_name(const KafkaLogOptions& options, Topic topic);

// log_unavailable with librdkafka's own text, which holds no client's bytes.
Error unavailable(const KafkaLogOptions& options, rd_kafka_resp_err_t code);

}  // namespace muster::log::kafka
