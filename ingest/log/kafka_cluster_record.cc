#include "ingest/log/kafka_cluster_record.h"

#include <fmt/core.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "ingest/log/log_errors.h"
#include "schemas/ids.h"

namespace muster::log::kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPause{2};
constexpr std::size_t kChunk = 256;

struct Found {
  std::string value;
  Offset offset = 0;
  Timestamp written{};
};

// Reads the partition from its start until the first record of the key is found or the end is reached.
Result<std::optional<Found>> find(EventLog& log, Partition partition, std::chrono::milliseconds patience) {
  const auto start = log.log_start(Topic::directory, partition);
  if (!start.ok()) return start.error();
  auto reader = log.read(Topic::directory, partition, *start);
  if (!reader.ok()) return reader.error();
  std::optional<Found> found;
  const auto deadline = Clock::now() + patience;
  while (Clock::now() < deadline) {
    const auto polled = (*reader)->poll(kChunk, [&](const RecordView& view) {
      if (found || view.key != kClusterKey || view.tombstone) return;
      found = Found{std::string(view.value), view.offset, view.timestamp};
    });
    if (!polled.ok()) return polled.error();
    if (found || (*reader)->at_end()) return found;
    if (*polled == 0) std::this_thread::sleep_for(kPause);
  }
  return log_unavailable(position_text(Topic::directory, partition, *start),
                         "Kafka does not hand out the directory topic");
}

Result<std::string> epoch_in(const std::string& value, Partition partitions) {
  const auto json = nlohmann::json::parse(value, nullptr, false);
  if (!json.is_object() || !json.value("epoch", nlohmann::json()).is_string() ||
      !json.value("partitions", nlohmann::json()).is_number_unsigned()) {
    return Error{"wrong_epoch", ErrorClass::corrupt, std::string(kClusterKey),
                 "The record that names the topics' epoch is unreadable"};
  }
  const auto stored = json["partitions"].get<std::uint64_t>();
  if (stored != partitions) {
    return Error{"wrong_partitions", ErrorClass::refused, std::string(kClusterKey),
                 fmt::format("The topics were created with {} partitions and have {} now: records are "
                             "no longer where their keys place them",
                             stored, partitions)};
  }
  return json["epoch"].get<std::string>();
}

Status write(EventLog& log, Partition partition) {
  const nlohmann::json value{{"partitions", log.partitions()}, {"epoch", random_id()}};
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  auto results = append_and_wait(
      log, {Record{Topic::directory, partition, std::string(kClusterKey), value.dump(), now, {}}});
  if (!results.front().ok()) return results.front().error();
  return Done{};
}

}  // namespace

Result<std::optional<ClusterRecord>> read_cluster_record(EventLog& log, std::chrono::milliseconds patience) {
  auto found = find(log, partition_of(kClusterKey, log.partitions()), patience);
  if (!found.ok()) return found.error();
  if (!found->has_value()) return std::optional<ClusterRecord>{};
  auto epoch = epoch_in((*found)->value, log.partitions());
  if (!epoch.ok()) return epoch.error();
  return std::optional(ClusterRecord{std::move(epoch).value(), (*found)->offset, (*found)->written});
}

Result<ClusterRecord> agree_on_epoch(EventLog& log, bool ours, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  for (bool written = false;;) {
    auto found = read_cluster_record(log, patience);
    if (!found.ok()) return found.error();
    if (found->has_value()) return std::move(**found);
    if (!written && (ours || Clock::now() > deadline)) {
      if (auto s = write(log, partition_of(kClusterKey, log.partitions())); !s.ok()) return s.error();
      written = true;
    } else {
      std::this_thread::sleep_for(kPause);
    }
  }
}

}  // namespace muster::log::kafka
