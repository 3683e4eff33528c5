#include "ingest/log/kafka_admin.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "ingest/log/log_errors.h"

namespace muster::log::kafka {
namespace {

constexpr std::chrono::milliseconds kPause{20};

bool may_pass(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<std::shared_ptr<Admin>> Admin::connect(const KafkaLogOptions& options) {
  Conf conf(options);
  auto handle = conf.build(RD_KAFKA_PRODUCER, options);
  if (!handle.ok()) return handle.error();
  auto admin = std::make_shared<Admin>(options, make_client(std::move(handle).value(), options));
  if (auto state = admin->cluster(); !state.ok()) {
    return log_unavailable(sanitised(options.bootstrap),
                           "No Kafka broker answers there; is it running, and is the address right?");
  }
  return admin;
}

Admin::Admin(const KafkaLogOptions& options, Client client)
    : options_(options), client_(std::move(client)) {}

Result<ClusterState> Admin::cluster() {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code = rd_kafka_metadata(client_.handle.get(), 1, nullptr, &metadata, timeout_ms());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable(options_, code);
  const Owned<const rd_kafka_metadata_t, rd_kafka_metadata_destroy> owned(metadata);
  ClusterState state{metadata->broker_cnt, {}};
  for (int t = 0; t < metadata->topic_cnt; ++t) {
    const rd_kafka_metadata_topic& topic = metadata->topics[t];
    if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR || topic.partition_cnt == 0) continue;
    const bool led = std::all_of(topic.partitions, topic.partitions + topic.partition_cnt,
                                 [](const auto& partition) { return partition.leader >= 0; });
    state.topics[topic.topic] = {topic.partition_cnt, topic.partitions[0].replica_cnt, led};
  }
  return state;
}

Status Admin::ask_until_answered(const std::function<rd_kafka_resp_err_t()>& ask) {
  const auto deadline = std::chrono::steady_clock::now() + options_.request_timeout;
  for (;;) {
    const rd_kafka_resp_err_t code = ask();
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return Done{};
    if (!may_pass(code) || std::chrono::steady_clock::now() > deadline) {
      return unavailable(options_, code);
    }
    std::this_thread::sleep_for(kPause);
  }
}

Result<OffsetRange> Admin::watermarks(Topic topic, Partition partition) {
  const std::string name = topic_name(options_, topic);
  OffsetRange range;
  const auto status = ask_until_answered([&] {
    return rd_kafka_query_watermark_offsets(client_.handle.get(), name.c_str(),
                                            static_cast<std::int32_t>(partition), &range.start,
                                            &range.end, timeout_ms());
  });
  if (!status.ok()) return status.error();
  return range;
}

Result<Offset> Admin::offset_for_time(Topic topic, Partition partition, Timestamp t) {
  const PartitionList list(rd_kafka_topic_partition_list_new(1));
  auto* const entry = rd_kafka_topic_partition_list_add(
      list.get(), topic_name(options_, topic).c_str(), static_cast<std::int32_t>(partition));
  const auto status = ask_until_answered([&] {
    entry->offset = std::max<std::int64_t>(0, to_ms(t));
    const auto code = rd_kafka_offsets_for_times(client_.handle.get(), list.get(), timeout_ms());
    return code != RD_KAFKA_RESP_ERR_NO_ERROR ? code : entry->err;
  });
  if (!status.ok()) return status.error();
  if (entry->offset >= 0) return entry->offset;
  const auto range = watermarks(topic, partition);
  if (!range.ok()) return range.error();
  return range->end;
}

Result<Event> Admin::wait_for(const Queue& queue) {
  Event event(rd_kafka_queue_poll(queue.get(), 2 * timeout_ms()));
  if (event == nullptr) return unavailable(options_, RD_KAFKA_RESP_ERR__TIMED_OUT);
  if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return unavailable(options_, code);
  }
  return event;
}

Result<std::vector<std::string>> Admin::create(const std::vector<NewTopic>& topics) {
  std::vector<Owned<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>> owned;
  std::vector<rd_kafka_NewTopic_t*> raw;
  for (const NewTopic& topic : topics) {
    owned.emplace_back(rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replication,
                                             nullptr, 0));
    raw.push_back(owned.back().get());
    for (const auto& [name, value] : topic.settings) {
      rd_kafka_NewTopic_set_config(raw.back(), name.c_str(), value.c_str());
    }
  }
  const Queue queue(rd_kafka_queue_new(client_.handle.get()));
  rd_kafka_CreateTopics(client_.handle.get(), raw.data(), raw.size(), nullptr, queue.get());
  const auto event = wait_for(queue);
  if (!event.ok()) return event.error();
  std::size_t count = 0;
  auto** results = rd_kafka_CreateTopics_result_topics(
      rd_kafka_event_CreateTopics_result(event->get()), &count);
  std::vector<std::string> created;
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      created.emplace_back(rd_kafka_topic_result_name(results[i]));
    } else if (code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      return Error{"wrong_topic", ErrorClass::refused, rd_kafka_topic_result_name(results[i]),
                   fmt::format("Kafka does not create the topic: {}", rd_kafka_err2str(code))};
    }
  }
  return created;
}

Result<std::vector<Settings>> Admin::settings(const std::vector<std::string>& names) {
  std::vector<Owned<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>> owned;
  std::vector<rd_kafka_ConfigResource_t*> raw;
  for (const std::string& name : names) {
    owned.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
    raw.push_back(owned.back().get());
  }
  const Queue queue(rd_kafka_queue_new(client_.handle.get()));
  rd_kafka_DescribeConfigs(client_.handle.get(), raw.data(), raw.size(), nullptr, queue.get());
  const auto event = wait_for(queue);
  if (!event.ok()) return event.error();
  std::size_t count = 0;
  auto** resources = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  std::map<std::string, Settings> found;
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto code = rd_kafka_ConfigResource_error(resources[i]); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return unavailable(options_, code);
    }
    std::size_t entries = 0;
    auto** configs = rd_kafka_ConfigResource_configs(resources[i], &entries);
    Settings& settings = found[rd_kafka_ConfigResource_name(resources[i])];
    for (std::size_t e = 0; e < entries; ++e) {
      const char* value = rd_kafka_ConfigEntry_value(configs[e]);
      settings[rd_kafka_ConfigEntry_name(configs[e])] = value != nullptr ? value : "";
    }
  }
  std::vector<Settings> out;
  for (const std::string& name : names) out.push_back(found[name]);
  return out;
}

}  // namespace muster::log::kafka
