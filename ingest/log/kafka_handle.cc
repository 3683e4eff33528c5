#include "ingest/log/kafka_handle.h"

#include <fmt/core.h>

#include <algorithm>

#include "ingest/log/log_errors.h"

namespace muster::log::kafka {
namespace {

// What librdkafka has to say reaches callers as errors; it writes nothing by itself.
void silent(const rd_kafka_t*, int, const char*, const char*) {}

}  // namespace

Conf::Conf(const KafkaLogOptions& options) : conf_(rd_kafka_conf_new()) {
  rd_kafka_conf_set_log_cb(conf_.get(), silent);
  set("bootstrap.servers", options.bootstrap);
  set("client.id", "muster");
  set("socket.nagle.disable", "true");  // on by default in this version
  set("socket.keepalive.enable", "true");
  set("reconnect.backoff.ms", "100");
  set("reconnect.backoff.max.ms", "1000");
}

Conf& Conf::set(const std::string& name, const std::string& value) {
  char text[256];
  if (rd_kafka_conf_set(conf_.get(), name.c_str(), value.c_str(), text, sizeof text) !=
          RD_KAFKA_CONF_OK &&
      fault_.empty()) {
    fault_ = sanitised(text);
  }
  return *this;
}

Result<Handle> Conf::build(rd_kafka_type_t type, const KafkaLogOptions& options) {
  for (const auto& [name, value] : options.properties) set(name, value);
  char text[256] = "";
  Handle handle;
  if (fault_.empty()) {
    handle.reset(rd_kafka_new(type, conf_.get(), text, sizeof text));
    if (handle != nullptr) {
      (void)conf_.release();  // the handle has taken it
      return handle;
    }
    fault_ = sanitised(text);
  }
  return Error{"bad_config", ErrorClass::refused, "kafka", fault_};
}

Client make_client(Handle handle, const KafkaLogOptions& options) {
  Client client{std::move(handle), {}};
  for (const TopicSpec& topic : all_topics()) {
    client.topics[static_cast<std::size_t>(topic.topic)].reset(
        rd_kafka_topic_new(client.handle.get(), topic_name(options, topic.topic).c_str(), nullptr));
  }
  return client;
}

std::string topic_name(const KafkaLogOptions& options, Topic topic) {
  return options.topic_prefix + std::string(spec(topic).name);
}

Error unavailable(const KafkaLogOptions& options, rd_kafka_resp_err_t code) {
  return log_unavailable(sanitised(options.bootstrap),
                         fmt::format("Kafka does not answer as it should: {}", rd_kafka_err2str(code)));
}

}  // namespace muster::log::kafka
