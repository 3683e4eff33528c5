// The record that names the topics' epoch: {"partitions":4,"epoch":"..."} under the key
// `_muster/cluster` in the directory topic. Whoever creates the topic writes it; all others read it
// and compare. Internal to the Kafka form. Blocks; any thread.
#pragma once

#include "ingest/log/log.h"

namespace muster::log::kafka {

inline constexpr std::string_view kClusterKey = "_muster/cluster";

struct ClusterRecord {
  std::string epoch;
  Offset offset = 0;
  Timestamp written{};
};

// Empty where there is none (yet). Errors:
//   log_unavailable (retry), wrong_partitions (refused), wrong_epoch (corrupt) where unreadable
Result<std::optional<ClusterRecord>> read_cluster_record(EventLog& log, std::chrono::milliseconds patience);

// `ours`: this process created the directory topic and is the one to write. Where nobody did in a
// bounded time (its creator died in between) this one does. Errors: those of read_cluster_record()
Result<ClusterRecord> agree_on_epoch(EventLog& log, bool ours, std::chrono::milliseconds patience);

}  // namespace muster::log::kafka
