#include "tests/ingest_log/broker.h"

#include <cstdlib>
#include <stdexcept>

#include "ingest/log/kafka_handle.h"
#include "schemas/ids.h"

namespace muster::log::test {
namespace {

constexpr int kPatienceMs = 20'000;

kafka::Client admin(const KafkaLogOptions& options) {
  kafka::Conf conf(options);
  return kafka::make_client(std::move(conf.build(RD_KAFKA_PRODUCER, options)).value(), options);
}

void wait(const kafka::Queue& queue) {
  const kafka::Event event(rd_kafka_queue_poll(queue.get(), kPatienceMs));
  if (event == nullptr || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("the broker did not do what the test asked for");
  }
}

}  // namespace

std::optional<std::string> broker_address() {
  const char* address = std::getenv("MUSTER_TEST_KAFKA");
  if (address == nullptr || *address == '\0') return std::nullopt;
  return address;
}

std::string fresh_prefix() { return "test-" + random_id() + "."; }

KafkaLogOptions broker_options(const std::string& prefix) {
  return {.bootstrap = broker_address().value(), .topic_prefix = prefix};
}

std::unique_ptr<EventLog> open_broker_log(const KafkaLogOptions& options) {
  auto log = open_kafka_log(options);
  if (!log.ok()) {
    throw std::runtime_error(log.error().code + " " + log.error().where + ": " + log.error().hint);
  }
  return std::unique_ptr<EventLog>(std::move(log).value());
}

void delete_records(const KafkaLogOptions& options, Topic topic, Partition partition, Offset before) {
  const kafka::Client client = admin(options);
  const kafka::PartitionList list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), kafka::topic_name(options, topic).c_str(),
                                    static_cast<std::int32_t>(partition))
      ->offset = before;
  rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(list.get());
  const kafka::Queue queue(rd_kafka_queue_new(client.handle.get()));
  rd_kafka_DeleteRecords(client.handle.get(), &request, 1, nullptr, queue.get());
  wait(queue);
  rd_kafka_DeleteRecords_destroy(request);
}

void delete_topics(const KafkaLogOptions& options) {
  const kafka::Client client = admin(options);
  std::vector<rd_kafka_DeleteTopic_t*> requests;
  for (const TopicSpec& topic : all_topics()) {
    requests.push_back(rd_kafka_DeleteTopic_new(kafka::topic_name(options, topic.topic).c_str()));
  }
  const kafka::Queue queue(rd_kafka_queue_new(client.handle.get()));
  rd_kafka_DeleteTopics(client.handle.get(), requests.data(), requests.size(), nullptr, queue.get());
  wait(queue);
  rd_kafka_DeleteTopic_destroy_array(requests.data(), requests.size());
}

void add_partitions(const KafkaLogOptions& options, Topic topic, std::size_t total) {
  const kafka::Client client = admin(options);
  char text[256];
  rd_kafka_NewPartitions_t* request =
      rd_kafka_NewPartitions_new(kafka::topic_name(options, topic).c_str(), total, text, sizeof text);
  const kafka::Queue queue(rd_kafka_queue_new(client.handle.get()));
  rd_kafka_CreatePartitions(client.handle.get(), &request, 1, nullptr, queue.get());
  wait(queue);
  rd_kafka_NewPartitions_destroy(request);
}

void change_setting(const KafkaLogOptions& options, Topic topic, const std::string& setting, const std::string& value) {
  const kafka::Client client = admin(options);
  rd_kafka_ConfigResource_t* request =
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, kafka::topic_name(options, topic).c_str());
  rd_kafka_ConfigResource_set_config(request, setting.c_str(), value.c_str());
  const kafka::Queue queue(rd_kafka_queue_new(client.handle.get()));
  rd_kafka_AlterConfigs(client.handle.get(), &request, 1, nullptr, queue.get());
  wait(queue);
  rd_kafka_ConfigResource_destroy(request);
}

void create_topic(const KafkaLogOptions& options, Topic topic, int partitions,
                  const std::string& setting, const std::string& value) {
  const kafka::Client client = admin(options);
  rd_kafka_NewTopic_t* request =
      rd_kafka_NewTopic_new(kafka::topic_name(options, topic).c_str(), partitions, 1, nullptr, 0);
  if (!setting.empty()) rd_kafka_NewTopic_set_config(request, setting.c_str(), value.c_str());
  const kafka::Queue queue(rd_kafka_queue_new(client.handle.get()));
  rd_kafka_CreateTopics(client.handle.get(), &request, 1, nullptr, queue.get());
  wait(queue);
  rd_kafka_NewTopic_destroy(request);
}

}  // namespace muster::log::test
