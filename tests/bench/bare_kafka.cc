#include "tests/bench/bare_kafka.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "ingest/log/kafka_message.h"
#include "schemas/topics.h"
#include "tests/bench/measure.h"

namespace muster::bench {
namespace {

constexpr int kTimeoutMs = 10'000;

template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* object) const {
    Destroy(object);
  }
};
using Handle = std::unique_ptr<rd_kafka_t, Destroyer<rd_kafka_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Destroyer<rd_kafka_topic_destroy>>;
using TopicList = std::unique_ptr<rd_kafka_topic_partition_list_t, Destroyer<rd_kafka_topic_partition_list_destroy>>;

using Properties = std::vector<std::pair<const char*, std::string>>;

Handle make(rd_kafka_type_t type, const Properties& properties,
            void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr, void* opaque = nullptr) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  std::array<char, 512> error{};
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf, name, value.c_str(), error.data(), error.size()) != RD_KAFKA_CONF_OK) {
      throw std::runtime_error(error.data());
    }
  }
  if (delivered != nullptr) rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  rd_kafka_conf_set_opaque(conf, opaque);
  Handle handle(rd_kafka_new(type, conf, error.data(), error.size()));
  if (!handle) throw std::runtime_error(error.data());
  return handle;
}

// What there is to read, added to `list` with the start of each partition; returns how many offsets.
std::uint64_t assign(rd_kafka_t* consumer, const std::string& topic, log::Partition partitions, rd_kafka_topic_partition_list_t* list) {
  std::uint64_t offsets = 0;
  for (log::Partition p = 0; p < partitions; ++p) {
    std::int64_t low = 0, high = 0;
    const auto partition = static_cast<std::int32_t>(p);
    if (rd_kafka_query_watermark_offsets(consumer, topic.c_str(), partition, &low, &high, kTimeoutMs) != 0) {
      throw std::runtime_error("no offsets of " + topic);
    }
    rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = low;
    offsets += static_cast<std::uint64_t>(high - low);
  }
  return offsets;
}

struct Delivered {
  std::size_t count = 0;
  std::size_t failed = 0;
};

void on_delivered(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto& delivered = *static_cast<Delivered*>(opaque);
  ++delivered.count;
  delivered.failed += message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : 1;
}

}  // namespace

Scanned bare_consume(const std::string& brokers, const std::string& prefix, log::Partition partitions) {
  const Handle consumer = make(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers},
                                                   {"group.id", "bench"},
                                                   {"enable.auto.commit", "false"},
                                                   {"auto.offset.reset", "error"}});
  rd_kafka_poll_set_consumer(consumer.get());
  const TopicList list(rd_kafka_topic_partition_list_new(16));
  std::uint64_t wanted = 0;
  for (const Topic topic : kFoldedTopics) {
    wanted += assign(consumer.get(), prefix + std::string(spec(topic).name), partitions, list.get());
  }
  Scanned scanned;
  const double cpu = cpu_seconds();
  const double begin = seconds_now();
  rd_kafka_assign(consumer.get(), list.get());
  rd_kafka_queue_t* const queue = rd_kafka_queue_get_consumer(consumer.get());
  std::vector<rd_kafka_message_t*> batch(1024);
  while (scanned.records < wanted) {
    // It waits for all it is asked for.
    const std::size_t ask = std::min<std::uint64_t>(batch.size(), wanted - scanned.records);
    const ssize_t got = rd_kafka_consume_batch_queue(queue, kTimeoutMs, batch.data(), ask);
    if (got <= 0) throw std::runtime_error("the broker hands nothing out");
    for (ssize_t i = 0; i < got; ++i) {
      rd_kafka_message_t* const message = batch[static_cast<std::size_t>(i)];
      scanned.records += message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
      scanned.bytes += message->len + message->key_len;
      rd_kafka_message_destroy(message);
    }
  }
  scanned.seconds = seconds_now() - begin;
  scanned.cpu_seconds = cpu_seconds() - cpu;
  rd_kafka_queue_destroy(queue);
  rd_kafka_consumer_close(consumer.get());
  return scanned;
}

struct BareProducer::Impl {
  Impl(const std::string& brokers, const std::string& prefix)
      : handle(make(RD_KAFKA_PRODUCER,
                    {{"bootstrap.servers", brokers}, {"enable.idempotence", "true"}, {"acks", "all"}, {"linger.ms", "1"},
                     {"compression.codec", "lz4"}, {"queue.buffering.max.messages", "1000000"}},
                    on_delivered, &delivered)) {
    for (const Topic topic : kFoldedTopics) {
      topics.emplace(topic, rd_kafka_topic_new(handle.get(), (prefix + std::string(spec(topic).name)).c_str(), nullptr));
    }
  }

  Delivered delivered;
  const Handle handle;
  std::map<Topic, TopicHandle> topics;
};

BareProducer::BareProducer(const std::string& brokers, const std::string& prefix)
    : impl_(std::make_unique<Impl>(brokers, prefix)) {}
BareProducer::~BareProducer() = default;

double BareProducer::produce(std::span<const log::Record> records, std::size_t in_flight) {
  rd_kafka_t* const producer = impl_->handle.get();
  Delivered& delivered = impl_->delivered = {};
  const double begin = seconds_now();
  std::size_t sent = 0;
  while (delivered.count < records.size()) {
    const bool may_send = sent < records.size() && (in_flight == 0 || sent - delivered.count < in_flight);
    if (!may_send) {
      rd_kafka_poll(producer, 100);
      continue;
    }
    const log::Record& record = records[sent];
    const rd_kafka_resp_err_t error =
        log::kafka::produce_message(producer, impl_->topics.at(record.topic).get(), record, nullptr);
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      rd_kafka_poll(producer, 10);
    } else if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw std::runtime_error(rd_kafka_err2str(error));
    } else {
      ++sent;
      rd_kafka_poll(producer, 0);
    }
  }
  if (delivered.failed > 0) throw std::runtime_error("the broker refused records");
  return seconds_now() - begin;
}

}  // namespace muster::bench
