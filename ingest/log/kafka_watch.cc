#include "ingest/log/kafka_watch.h"

#include <utility>

#include "ingest/log/kafka_topics.h"
#include "ingest/log/log_errors.h"
#include "schemas/ids.h"

namespace muster::log::kafka {

Watch::Watch(EventLog& log, std::shared_ptr<Admin> admin, std::shared_ptr<Consumers> consumers,
             const KafkaLogOptions& options, ClusterRecord record)
    : log_(log),
      admin_(std::move(admin)),
      consumers_(std::move(consumers)),
      options_(options),
      record_(std::move(record)),
      thread_([this] { run(); }) {}

Watch::~Watch() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Watch::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, options_.look_every, [this] { return closing_; })) {
    lock.unlock();
    auto difference = look();
    if (difference) return consumers_->stop(std::move(*difference));
    lock.lock();
  }
}

std::optional<Error> Watch::look() {
  const auto state = admin_->cluster();
  if (!state.ok()) return std::nullopt;
  if (auto s = check_partitions(*state, options_, log_.partitions()); !s.ok()) return s.error();
  const auto s = check_settings(*admin_, options_, *state);
  if (!s.ok() && s.error().cls != ErrorClass::retry) return s.error();
  return look_at_epoch();
}

// Cheap while nothing has changed: what is newer than the record lies behind it. Topics that were
// created anew have all their records after it in time, and so one at its offset or before.
std::optional<Error> Watch::look_at_epoch() {
  const Partition partition = partition_of(kClusterKey, log_.partitions());
  const auto newer = log_.offset_for_time(Topic::directory, partition, record_.written + Duration{1});
  if (!newer.ok() || *newer > record_.offset) return std::nullopt;
  const auto found = read_cluster_record(log_, options_.request_timeout);
  if (!found.ok()) {
    if (found.error().cls == ErrorClass::retry) return std::nullopt;
    return found.error();
  }
  if (!found->has_value() && !std::exchange(absent_, true)) return std::nullopt;
  if (found->has_value() && (*found)->epoch == record_.epoch) return std::nullopt;
  return topics_replaced(topic_name(options_, Topic::directory));
}

}  // namespace muster::log::kafka
