// schemas/asyncapi.yaml says of the topics what the table in code says.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "schemas/topics.h"

namespace muster {
namespace {

const std::string kSchemas = MUSTER_SOURCE_DIR "/schemas/";

const YAML::Node& document() {
  static const YAML::Node root = YAML::LoadFile(kSchemas + "asyncapi.yaml");
  return root;
}

std::map<std::string, YAML::Node> channels_by_address() {
  std::map<std::string, YAML::Node> channels;
  for (const auto& entry : document()["channels"]) {
    const auto address = entry.second["address"].as<std::string>();
    EXPECT_TRUE(channels.emplace(address, entry.second).second) << address;
  }
  return channels;
}

template <class T>
void add_types(std::map<std::string, Topic>& types, T data) {
  types.emplace(type_of(data), topic_of(data));
}

// Every type that is an event, and the topic of it.
std::map<std::string, Topic> all_types() {
  std::map<std::string, Topic> types;
  add_types(types, CheckIn{});
  add_types(types, Ping{});
  add_types(types, Location{});
  add_types(types, CheckOut{});
  add_types(types, Amendment{});
  add_types(types, Review{});
  for (const auto type : {DirectoryType::subject, DirectoryType::place, DirectoryType::device, DirectoryType::account,
                          DirectoryType::key, DirectoryType::logins}) {
    add_types(types, DirectoryChange{type, "", "{}"});
  }
  static_assert(std::variant_size_v<EventData> == 7, "a type was added: name it here");
  return types;
}

YAML::Node message_of(const YAML::Node& entry) {
  const auto reference = entry["$ref"].as<std::string>();
  return document()["components"]["messages"][reference.substr(reference.rfind('/') + 1)];
}

TEST(AsyncApi, ChannelsAreTheTopicTable) {
  const auto channels = channels_by_address();
  EXPECT_EQ(channels.size(), all_topics().size());
  for (const TopicSpec& topic : all_topics()) {
    const std::string name(topic.name);
    ASSERT_TRUE(channels.contains(name)) << name;
    const YAML::Node kafka = channels.at(name)["bindings"]["kafka"];
    const YAML::Node kept = kafka["topicConfiguration"];
    EXPECT_EQ(kafka["topic"].as<std::string>(), name);
    EXPECT_EQ(kafka["bindingVersion"].as<std::string>(), "0.4.0") << name;
    ASSERT_EQ(kept["cleanup.policy"].size(), 1U) << name;
    EXPECT_EQ(kept["cleanup.policy"][0].as<std::string>(), topic.compacted ? "compact" : "delete") << name;
    EXPECT_EQ(kept["retention.ms"].as<std::int64_t>(), topic.retention ? topic.retention->count() : -1) << name;
    EXPECT_EQ(kept["max.message.bytes"].as<std::size_t>(), kMaxMessageBytes) << name;
  }
}

TEST(AsyncApi, EveryTypeIsAMessageOfItsTopic) {
  const auto channels = channels_by_address();
  std::map<std::string, std::string> address_of;
  for (const auto& [address, channel] : channels) {
    for (const auto& entry : channel["messages"]) address_of[message_of(entry.second)["name"].as<std::string>()] = address;
  }
  for (const auto& [type, topic] : all_types()) EXPECT_EQ(address_of[type], spec(topic).name) << type;
}

TEST(AsyncApi, MessagesHaveASchemaAndAKey) {
  const auto types = all_types();
  for (const auto& entry : document()["components"]["messages"]) {
    const auto name = entry.second["name"].as<std::string>();
    EXPECT_TRUE(entry.second["bindings"]["kafka"]["key"]) << name;
    if (!types.contains(name)) continue;
    const auto file = entry.second["payload"]["schema"]["$ref"].as<std::string>();
    EXPECT_EQ(file, "json/" + name + ".json");
    EXPECT_TRUE(std::filesystem::exists(kSchemas + file)) << file;
  }
}

}  // namespace
}  // namespace muster
