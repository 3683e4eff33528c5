#include "ingest/log/kafka_consumer.h"

#include <algorithm>

#include "ingest/log/kafka_reader.h"
#include "ingest/log/log_errors.h"

namespace muster::log::kafka {
namespace {

// librdkafka fetches a full queue again when its broker's connection next wakes up. An idle
// partition's answer wakes it this often; without one it would look once a second.
constexpr int kFetchWaitMs = 20;
constexpr std::size_t kLeastQueueBytes = 1 << 20;

void ring(rd_kafka_t*, void* wakes) { static_cast<Wakes*>(wakes)->ring(); }

}  // namespace

void Wakes::add(std::function<void()> wake) {
  std::lock_guard lock(mutex_);
  wakes_.push_back(std::move(wake));
}

void Wakes::ring() {
  std::lock_guard lock(mutex_);
  for (const auto& wake : wakes_) wake();
}

Consumers::Consumers(const KafkaLogOptions& options, std::shared_ptr<Admin> admin, Partition partitions)
    : options_(options), admin_(std::move(admin)), partitions_(partitions) {}

// librdkafka 2.0.2 may wait for ever for a partition whose topic was deleted under it: once topics are
// not what they were, the clients are left to the end of the process, which is near.
Consumers::~Consumers() {
  if (stopped() == nullptr) return;
  for (const auto& shared : clients_) {
    for (TopicHandle& topic : shared->client.topics) static_cast<void>(topic.release());
    static_cast<void>(shared->client.handle.release());
  }
}

void Consumers::stop(Error why) {
  why_ = std::move(why);
  stopped_.store(true, std::memory_order_release);
  wakes_.ring();
}

Result<Client> Consumers::make_consumer() const {
  const std::size_t queue_bytes =
      std::max(kLeastQueueBytes, options_.consumer_bytes / ((kFoldedTopics.size() + 1) * partitions_));  // and the directory
  Conf conf(options_);
  conf.set("enable.auto.commit", "false");
  conf.set("enable.auto.offset.store", "false");
  conf.set("enable.partition.eof", "true");
  conf.set("auto.offset.reset", "error");  // the others skip records without a word
  conf.set("fetch.wait.max.ms", std::to_string(kFetchWaitMs));
  conf.set("fetch.error.backoff.ms", "100");
  conf.set("fetch.message.max.bytes", std::to_string(1 << 20));
  // Both hold for each queue, and there is one a partition: bytes are the bound.
  conf.set("queued.max.messages.kbytes", std::to_string(queue_bytes >> 10));
  conf.set("queued.min.messages", "10000000");
  auto handle = conf.build(RD_KAFKA_CONSUMER, options_);
  if (!handle.ok()) return handle.error();
  return make_client(std::move(handle).value(), options_);
}

Result<Consumers::Shared*> Consumers::take(Key key) {
  std::lock_guard lock(mutex_);
  for (const auto& shared : clients_) {
    if (shared->taken.emplace(key, nullptr).second) return shared.get();
  }
  auto client = make_consumer();
  if (!client.ok()) return client.error();
  clients_.push_back(std::make_unique<Shared>(Shared{std::move(client).value(), {{key, nullptr}}}));
  return clients_.back().get();
}

Result<std::unique_ptr<Reader>> Consumers::read(Topic topic, Partition partition, Offset from,
                                                bool with_headers) {
  if (partition >= partitions_) {
    return Error{"wrong_partitions", ErrorClass::bug, position_text(topic, partition, from),
                 "The log has no such partition"};
  }
  if (const Error* why = stopped()) return *why;
  auto shared = take({topic, partition});
  if (!shared.ok()) return shared.error();
  auto seat = std::make_unique<Seat>(shared_from_this(), **shared, topic, partition);
  if (auto s = seat->start(from); !s.ok()) return s.error();
  return std::unique_ptr<Reader>(std::make_unique<KafkaReader>(std::move(seat), from, with_headers));
}

std::size_t Consumers::fetched() {
  const std::lock_guard lock(mutex_);
  std::size_t records = 0;
  for (const auto& shared : clients_) {
    for (const auto& [key, queue] : shared->taken) records += queue != nullptr ? rd_kafka_queue_length(queue) : 0;
  }
  return records;
}

Seat::Seat(std::shared_ptr<Consumers> consumers, Consumers::Shared& shared, Topic t, Partition p)
    : topic(t), partition(p), consumers_(std::move(consumers)), shared_(shared) {}

Status Seat::start(Offset from) {
  rd_kafka_topic_t* const handle = shared_.client.topic(topic);
  const auto number = static_cast<std::int32_t>(partition);
  if (rd_kafka_consume_start(handle, number, from) != 0) {
    return log_unavailable(position_text(topic, partition, from),
                           rd_kafka_err2str(rd_kafka_last_error()));
  }
  started_ = true;
  queue_.reset(rd_kafka_queue_get_partition(shared_.client.handle.get(),
                                            rd_kafka_topic_name(handle), number));
  rd_kafka_queue_cb_event_enable(queue_.get(), ring, &consumers_->wakes());
  const std::lock_guard lock(consumers_->mutex_);
  shared_.taken[{topic, partition}] = queue_.get();
  return Done{};
}

Seat::~Seat() {
  {
    const std::lock_guard lock(consumers_->mutex_);
    shared_.taken[{topic, partition}] = nullptr;
  }
  if (started_) {
    rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
    queue_.reset();
    rd_kafka_consume_stop(shared_.client.topic(topic), static_cast<std::int32_t>(partition));
  }
  std::lock_guard lock(consumers_->mutex_);
  shared_.taken.erase({topic, partition});
}

std::size_t Seat::take(rd_kafka_message_t** out, std::size_t max) {
  const ssize_t count = rd_kafka_consume_batch_queue(queue_.get(), 0, out, max);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

Offset Seat::known_end() const {
  std::int64_t low = 0, high = 0;
  const auto code = rd_kafka_get_watermark_offsets(shared_.client.handle.get(),
                                                   rd_kafka_topic_name(shared_.client.topic(topic)),
                                                   static_cast<std::int32_t>(partition), &low, &high);
  return code == RD_KAFKA_RESP_ERR_NO_ERROR ? high : -1;
}

}  // namespace muster::log::kafka
