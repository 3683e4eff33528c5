// The topics as muster wants them: created where they are absent, verified where they are not.
// Internal to the Kafka form. One thread, at start.
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

// What the topic table asks for, as the brokers spell it; and the difference to what is, if any.
Settings wanted_settings(const TopicSpec& topic, int replication);
std::optional<std::string> difference(const Settings& wanted, const Settings& found);

}  // namespace muster::log::kafka
