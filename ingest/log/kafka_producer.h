// Appends to Kafka: idempotent, acks=all, explicit partitions. One thread of its own polls for
// reports, probes while the brokers are away, and rebuilds the producer after a fatal error.
// Internal to the Kafka form. Any thread.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ingest/log/kafka_circuit.h"
#include "ingest/log/kafka_delivery.h"
#include "ingest/log/kafka_handle.h"

namespace muster::log::kafka {

class Producer {
 public:
  static Result<std::unique_ptr<Producer>> open(const KafkaLogOptions& options, Partition partitions);
  Producer(const KafkaLogOptions& options, Partition partitions);  // of no use before open()
  ~Producer();  // waits for what is on its way, as long as a delivery may take
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  void append(std::vector<Record> batch, AppendDone done);
  bool healthy() const { return !circuit_.open(); }
  std::size_t pending_bytes() const { return pending_bytes_; }
  std::size_t pending_limit() const { return options_.producer_bytes; }
  void fail_for_tests();

 private:
  using Item = Delivery::Item;

  Result<Client> make_producer();
  std::optional<Error> reserve(const std::vector<Record>& batch, std::size_t& bytes);
  std::optional<Error> produce(Item& item);  // under mutex_; empty: a report will come
  void settle(Item& item, Result<Position> result);
  void finish(Delivery* delivery);

  void run();
  void probe();
  void rebuild();
  void retire();
  // Under mutex_. What could not be produced again, and why.
  std::vector<std::pair<Item*, Error>> replay(const std::vector<Item*>& items);
  void drain();
  void reported(const rd_kafka_message_t& message, bool producer_failed);
  Result<Position> outcome(const rd_kafka_message_t& message, const Item& item);
  static void on_report(rd_kafka_t* handle, const rd_kafka_message_t* message, void* self);
  static void on_error(rd_kafka_t*, int code, const char*, void* self);

  const KafkaLogOptions options_;
  const Partition partitions_;
  Circuit circuit_;
  std::atomic<std::size_t> pending_bytes_{0};
  std::atomic<bool> closing_{false};

  std::mutex mutex_;  // of the three below
  Client client_;     // no handle while it is rebuilt; replaced by the thread alone
  std::vector<Item*> backlog_;  // what came meanwhile
  std::uint64_t next_sequence_ = 0;

  // Of the thread alone:
  bool fatal_ = false;
  std::vector<Item*> unacknowledged_;  // of the producer that failed
  std::thread thread_;
};

// An idempotent producer that met an error it cannot go on from.
bool is_fatal(rd_kafka_t* producer);

}  // namespace muster::log::kafka
