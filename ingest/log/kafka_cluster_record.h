// The record that names the topics' epoch: {"partitions":4,"epoch":"..."} under the key
// `_muster/cluster` in the directory topic. Whoever creates the topic writes it; all others read it
// and compare. Internal to the Kafka form. One thread, at start; blocks.
#pragma once

#include "ingest/log/log.h"

namespace muster::log::kafka {

inline constexpr std::string_view kClusterKey = "_muster/cluster";

// `ours`: this process created the directory topic and is the one to write. Where nobody did in a
// bounded time (its creator died in between) this one does. Returns the epoch. Errors:
//   log_unavailable (retry), wrong_partitions (refused), wrong_epoch (corrupt) where unreadable
Result<std::string> agree_on_epoch(EventLog& log, bool ours, std::chrono::milliseconds patience);

}  // namespace muster::log::kafka
