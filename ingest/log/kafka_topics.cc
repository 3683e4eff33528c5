#include "ingest/log/kafka_topics.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "ingest/log/log_errors.h"

namespace muster::log::kafka {
namespace {

constexpr Partition kDefaultPartitions = 4;
constexpr int kReplication = 3;  // or the number of brokers, where they are fewer
constexpr std::size_t kMaxMessageBytes = 1 << 20;
constexpr std::chrono::milliseconds kPause{20};

Error wrong_topic(const std::string& name, std::string_view what) {
  return {"wrong_topic", ErrorClass::refused, name,
          fmt::format("The topic exists and is kept otherwise than it must be: {}. Change it with "
                      "kafka-configs.sh, or use other topics with --topic-prefix",
                      what)};
}

Error wrong_partitions(const std::string& name, Partition found, Partition expected) {
  return {"wrong_partitions", ErrorClass::refused, name,
          fmt::format("The topic has {} partitions, {} are expected: all topics of muster have the "
                      "same number, and it never changes. If it holds nothing that is needed: "
                      "kafka-topics.sh --delete --topic {}; if it does, start with another "
                      "--topic-prefix and put its events there",
                      found, expected, name)};
}

Result<Partition> agreed_partitions(const ClusterState& state, const KafkaLogOptions& options) {
  std::optional<Partition> agreed = options.partitions;
  for (const TopicSpec& topic : all_topics()) {
    const std::string name = topic_name(options, topic.topic);
    const auto it = state.topics.find(name);
    if (it == state.topics.end()) continue;
    const auto found = static_cast<Partition>(it->second.partitions);
    if (agreed && *agreed != found) {
      return wrong_partitions(name, found, *agreed);
    }
    agreed = found;
  }
  return agreed.value_or(kDefaultPartitions);
}

Status create_missing(Admin& admin, const KafkaLogOptions& options, const ClusterState& state,
                      TopicsReady& ready) {
  const int replication = std::min(kReplication, std::max(1, state.brokers));
  std::vector<Admin::NewTopic> missing;
  for (const TopicSpec& topic : all_topics()) {
    const std::string name = topic_name(options, topic.topic);
    if (state.topics.contains(name)) continue;
    missing.push_back({name, static_cast<int>(ready.partitions), replication,
                       wanted_settings(topic, replication)});
  }
  if (missing.empty()) return Done{};
  const auto created = admin.create(missing);
  if (!created.ok()) return created.error();
  const std::string directory = topic_name(options, Topic::directory);
  ready.created_directory =
      std::find(created->begin(), created->end(), directory) != created->end();
  return Done{};
}

// Topics that were just created become known to the brokers one by one.
Result<ClusterState> all_led(Admin& admin, const KafkaLogOptions& options) {
  const auto deadline = std::chrono::steady_clock::now() + options.request_timeout;
  for (;;) {
    auto state = admin.cluster();
    if (!state.ok()) return state.error();
    const auto absent = std::find_if(all_topics().begin(), all_topics().end(), [&](const auto& topic) {
      const auto it = state->topics.find(topic_name(options, topic.topic));
      return it == state->topics.end() || !it->second.led;
    });
    if (absent == all_topics().end()) return state;
    if (std::chrono::steady_clock::now() > deadline) {
      return log_unavailable(topic_name(options, absent->topic), "No broker leads this topic");
    }
    std::this_thread::sleep_for(kPause);
  }
}

Status check_replication(const KafkaLogOptions& options, const ClusterState& state) {
  const int least = std::min(kReplication, std::max(1, state.brokers));
  for (const TopicSpec& topic : all_topics()) {
    const std::string name = topic_name(options, topic.topic);
    const int replication = state.topics.at(name).replication;
    if (replication < least) {
      return wrong_topic(name, fmt::format("replication is {}, at least {} is wanted", replication, least));
    }
  }
  return Done{};
}

Status verify(Admin& admin, const KafkaLogOptions& options, Partition partitions) {
  const auto state = all_led(admin, options);
  if (!state.ok()) return state.error();
  if (auto s = check_partitions(*state, options, partitions); !s.ok()) return s.error();
  if (auto s = check_replication(options, *state); !s.ok()) return s.error();
  return check_settings(admin, options, *state);
}

}  // namespace

Settings wanted_settings(const TopicSpec& topic, int replication) {
  Settings out{{"cleanup.policy", topic.compacted ? "compact" : "delete"},
               {"max.message.bytes", std::to_string(kMaxMessageBytes)},
               {"message.timestamp.type", "CreateTime"},
               {"min.insync.replicas", replication >= kReplication ? "2" : "1"}};
  if (!topic.compacted) {
    out["retention.ms"] = topic.retention ? std::to_string(topic.retention->count()) : "-1";
    out["retention.bytes"] = "-1";
  }
  return out;
}

std::optional<std::string> difference(const Settings& wanted, const Settings& found) {
  for (const auto& [name, value] : wanted) {
    const auto it = found.find(name);
    const std::string is = it == found.end() ? "unknown" : it->second;
    if (is != value) return fmt::format("{} is {}, must be {}", name, sanitised(is), value);
  }
  return std::nullopt;
}

Status check_partitions(const ClusterState& state, const KafkaLogOptions& options, Partition partitions) {
  for (const TopicSpec& topic : all_topics()) {
    const std::string name = topic_name(options, topic.topic);
    const auto it = state.topics.find(name);
    if (it == state.topics.end()) continue;
    const auto found = static_cast<Partition>(it->second.partitions);
    if (found != partitions) return wrong_partitions(name, found, partitions);
  }
  return Done{};
}

Status check_settings(Admin& admin, const KafkaLogOptions& options, const ClusterState& state) {
  std::vector<std::string> names;
  std::vector<Settings> wanted;
  for (const TopicSpec& topic : all_topics()) {
    const auto it = state.topics.find(topic_name(options, topic.topic));
    if (it == state.topics.end()) continue;
    names.push_back(it->first);
    wanted.push_back(wanted_settings(topic, it->second.replication));
  }
  const auto found = admin.settings(names);
  if (!found.ok()) return found.error();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (const auto what = difference(wanted[i], (*found)[i])) return wrong_topic(names[i], *what);
  }
  return Done{};
}

Error topics_replaced(const std::string& name) {
  return {"wrong_epoch", ErrorClass::corrupt, name,
          "The topics were created anew while muster was running: they are another epoch. If that was "
          "on purpose, stop muster, move the folder state of its --data away and start again: it is "
          "rebuilt from the log. If not, restore the topics that were there before"};
}

Result<TopicsReady> ensure_topics(Admin& admin, const KafkaLogOptions& options) {
  const auto state = admin.cluster();
  if (!state.ok()) return state.error();
  const auto partitions = agreed_partitions(*state, options);
  if (!partitions.ok()) return partitions.error();
  TopicsReady ready{*partitions, false};
  if (auto s = create_missing(admin, options, *state, ready); !s.ok()) return s.error();
  if (auto s = verify(admin, options, ready.partitions); !s.ok()) return s.error();
  return ready;
}

}  // namespace muster::log::kafka
