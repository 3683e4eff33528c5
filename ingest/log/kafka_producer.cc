#include "ingest/log/kafka_producer.h"

#include <algorithm>

#include "ingest/log/kafka_message.h"
#include "ingest/log/log_errors.h"

namespace muster::log::kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kRecordOverhead = 128;  // counted per record beside its bytes
constexpr int kPollMs = 100;

std::string kib(std::size_t bytes) { return std::to_string(bytes >> 10); }

}  // namespace

Producer::Producer(const KafkaLogOptions& options, Partition partitions)
    : options_(options), partitions_(partitions) {}

Result<std::unique_ptr<Producer>> Producer::open(const KafkaLogOptions& options, Partition partitions) {
  auto producer = std::make_unique<Producer>(options, partitions);
  auto client = producer->make_producer();
  if (!client.ok()) return client.error();
  producer->client_ = std::move(client).value();
  producer->thread_ = std::thread([self = producer.get()] { self->run(); });
  return producer;
}

Producer::~Producer() {
  closing_ = true;
  if (thread_.joinable()) thread_.join();
}

Result<Client> Producer::make_producer() {
  Conf conf(options_);
  conf.set("enable.idempotence", "true");
  conf.set("acks", "all");
  conf.set("linger.ms", "1");
  conf.set("compression.codec", "lz4");
  conf.set("message.max.bytes", std::to_string(1 << 20));
  conf.set("message.timeout.ms", std::to_string(options_.delivery_timeout.count()));
  // Our own budget is the narrower one: librdkafka is never the first to refuse.
  conf.set("queue.buffering.max.kbytes", kib(2 * options_.producer_bytes));
  conf.set("queue.buffering.max.messages", "10000000");
  rd_kafka_conf_set_opaque(conf.raw(), this);
  rd_kafka_conf_set_dr_msg_cb(conf.raw(), &Producer::on_report);
  rd_kafka_conf_set_error_cb(conf.raw(), &Producer::on_error);
  auto handle = conf.build(RD_KAFKA_PRODUCER, options_);
  if (!handle.ok()) return handle.error();
  return make_client(std::move(handle).value(), options_);
}

void Producer::append(std::vector<Record> batch, AppendDone done) {
  std::size_t bytes = 0;
  if (const auto refused = reserve(batch, bytes)) {
    return done(std::vector<Result<Position>>(batch.size(), *refused));
  }
  const auto deadline = Clock::now() + 2 * options_.delivery_timeout;
  // Owned by its reports from here on: finish() takes it back.
  Delivery* delivery =
      std::make_unique<Delivery>(std::move(batch), std::move(done), bytes, deadline).release();
  {
    std::lock_guard lock(mutex_);
    for (Item& item : delivery->items()) {
      item.sequence = next_sequence_++;
      if (client_.handle == nullptr) {
        backlog_.push_back(&item);
      } else if (auto error = produce(item)) {
        settle(item, std::move(*error));  // never the last: the batch is still held open
      }
    }
  }
  if (delivery->handed_over()) finish(delivery);
}

std::optional<Error> Producer::reserve(const std::vector<Record>& batch, std::size_t& bytes) {
  if (circuit_.open()) {
    return log_unavailable(sanitised(options_.bootstrap), "Kafka does not take records just now");
  }
  for (const Record& record : batch) bytes += payload_bytes(record) + kRecordOverhead;
  const std::size_t before = pending_bytes_.fetch_add(bytes);
  if (before == 0 || before + bytes <= options_.producer_bytes) return std::nullopt;
  pending_bytes_ -= bytes;
  return log_full(options_.producer_bytes);
}

std::optional<Error> Producer::produce(Item& item) {
  const Record& record = item.record();
  if (record.partition >= partitions_) {
    return Error{"wrong_partitions", ErrorClass::bug, position_text(record.topic, record.partition, 0),
                 "The log has fewer partitions than this record was placed in"};
  }
  if (payload_bytes(record) > kMaxRecordBytes) return record_too_large(record);
  const rd_kafka_resp_err_t code =
      produce_message(client_.handle.get(), client_.topic(record.topic), record, &item);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  if (is_fatal(client_.handle.get())) {
    backlog_.push_back(&item);  // the thread hears of it as well, and rebuilds
    return std::nullopt;
  }
  if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) return log_full(options_.producer_bytes);
  if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) return record_too_large(record);
  return unavailable(options_, code);
}

void Producer::settle(Item& item, Result<Position> result) {
  Delivery* const delivery = item.delivery;
  if (delivery->settle(item, std::move(result))) finish(delivery);
}

void Producer::finish(Delivery* delivery) {
  const std::unique_ptr<Delivery> owned(delivery);
  pending_bytes_ -= owned->bytes();
  owned->finish();
}

void Producer::fail_for_tests() {
  std::lock_guard lock(mutex_);
  if (client_.handle == nullptr) return;  // it is just being rebuilt
  rd_kafka_test_fatal_error(client_.handle.get(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                            "injected");
}

void Producer::run() {
  while (!closing_) {
    rd_kafka_poll(client_.handle.get(), kPollMs);
    if (fatal_) rebuild();
    if (circuit_.probe_due(Clock::now())) probe();
  }
  drain();
}

}  // namespace muster::log::kafka
