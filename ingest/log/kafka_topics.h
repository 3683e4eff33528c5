// The topics as muster wants them: created where they are absent, verified where they are not.
// Internal to the Kafka form. Any thread; blocks.
#pragma once

#include "ingest/log/kafka_admin.h"

namespace muster::log::kafka {

struct TopicsReady {
  Partition partitions = 0;
  bool created_directory = false;  // by this call: then its epoch is ours to name
};

// errors: log_unavailable (retry); wrong_partitions, wrong_topic (refused) with the topic and what
// differs
Result<TopicsReady> ensure_topics(Admin& admin, const KafkaLogOptions& options);

// The same of topics that are there already, for as long as a log is open. Topics that `state` does
// not know are left out: they say nothing. errors: as above
Status check_partitions(const ClusterState& state, const KafkaLogOptions& options, Partition partitions);
Status check_settings(Admin& admin, const KafkaLogOptions& options, const ClusterState& state);
// The topics are not those that they were.
Error topics_replaced(const std::string& name);

// What the topic table asks for, as the brokers spell it; and the difference to what is, if any.
Settings wanted_settings(const TopicSpec& topic, int replication);
std::optional<std::string> difference(const Settings& wanted, const Settings& found);

}  // namespace muster::log::kafka
