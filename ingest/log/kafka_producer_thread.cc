// What the producer's own thread does: reports, probes, rebuilding.
#include <algorithm>

#include "ingest/log/kafka_producer.h"
#include "ingest/log/log_errors.h"

namespace muster::log::kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kProbeMs = 1000;
constexpr int kPurgeMs = 5000;
constexpr std::chrono::milliseconds kRetryEvery{200};

bool serves_all(const rd_kafka_metadata_t& metadata) {
  for (int t = 0; t < metadata.topic_cnt; ++t) {
    const rd_kafka_metadata_topic& topic = metadata.topics[t];
    if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    for (int p = 0; p < topic.partition_cnt; ++p) {
      if (topic.partitions[p].leader < 0) return false;
    }
  }
  return metadata.topic_cnt > 0;
}

}  // namespace

bool is_fatal(rd_kafka_t* producer) {
  return rd_kafka_fatal_error(producer, nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR;
}

void Producer::on_report(rd_kafka_t* handle, const rd_kafka_message_t* message, void* self) {
  static_cast<Producer*>(self)->reported(*message, is_fatal(handle));
}

void Producer::on_error(rd_kafka_t*, int code, const char*, void* self) {
  auto* producer = static_cast<Producer*>(self);
  if (code == RD_KAFKA_RESP_ERR__FATAL) {
    producer->fatal_ = true;
  } else if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    producer->circuit_.suspect();
  }
}

void Producer::reported(const rd_kafka_message_t& message, bool producer_failed) {
  Item& item = *static_cast<Item*>(message._private);
  const bool given_up = message.err == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT || closing_;
  if (producer_failed && !given_up && message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    unacknowledged_.push_back(&item);
  } else {
    settle(item, outcome(message, item));
  }
}

Result<Position> Producer::outcome(const rd_kafka_message_t& message, const Item& item) {
  const Record& record = item.record();
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR && message.offset >= 0) {
    circuit_.succeeded();
    return Position{record.topic, record.partition, message.offset};
  }
  if (message.err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) return record_too_large(record);
  circuit_.failed();
  if (rd_kafka_message_status(&message) == RD_KAFKA_MSG_STATUS_NOT_PERSISTED) {
    return unavailable(options_, message.err);
  }
  return log_timeout(sanitised(options_.bootstrap));
}

void Producer::probe() {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code = rd_kafka_metadata(client_.handle.get(), 0, nullptr, &metadata, kProbeMs);
  const Owned<const rd_kafka_metadata_t, rd_kafka_metadata_destroy> owned(metadata);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && serves_all(*metadata)) {
    circuit_.succeeded();
  } else {
    circuit_.failed();
  }
}

void Producer::retire() {
  Client failed;
  {
    std::lock_guard lock(mutex_);
    failed = std::move(client_);
  }
  rd_kafka_purge(failed.handle.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(failed.handle.get(), kPurgeMs);  // reports all that it has
}

// Everything that the failed producer had not acknowledged is produced again, in order; what had
// arrived after all arrives twice, which readers take for the repetition that it is.
void Producer::rebuild() {
  retire();
  fatal_ = false;

  auto fresh = make_producer();  // of options that have worked before: fails for want of resources
  while (!fresh.ok() && !closing_) {
    circuit_.failed();
    std::this_thread::sleep_for(kRetryEvery);
    fresh = make_producer();
  }
  std::vector<std::pair<Item*, Error>> failed;
  {
    std::lock_guard lock(mutex_);
    if (fresh.ok()) client_ = std::move(fresh).value();
    std::vector<Item*> items = std::move(unacknowledged_);
    items.insert(items.end(), backlog_.begin(), backlog_.end());
    unacknowledged_.clear();
    backlog_.clear();
    std::sort(items.begin(), items.end(),
              [](const Item* a, const Item* b) { return a->sequence < b->sequence; });
    failed = replay(items);
  }
  for (auto& [item, error] : failed) settle(*item, std::move(error));  // may call append()
}

std::vector<std::pair<Producer::Item*, Error>> Producer::replay(const std::vector<Item*>& items) {
  std::vector<std::pair<Item*, Error>> failed;
  const auto now = Clock::now();
  for (Item* item : items) {
    if (now > item->delivery->deadline() || client_.handle == nullptr) {
      failed.emplace_back(item, log_timeout(sanitised(options_.bootstrap)));
    } else if (auto error = produce(*item)) {
      failed.emplace_back(item, std::move(*error));
    }
  }
  return failed;
}

void Producer::drain() {
  if (rd_kafka_t* handle = client_.handle.get(); handle != nullptr) {
    rd_kafka_flush(handle, static_cast<int>(options_.delivery_timeout.count()));
    rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(handle, kPurgeMs);
  }
  std::vector<Item*> left = std::move(unacknowledged_);
  left.insert(left.end(), backlog_.begin(), backlog_.end());
  for (Item* item : left) settle(*item, log_timeout(sanitised(options_.bootstrap)));
}

}  // namespace muster::log::kafka
