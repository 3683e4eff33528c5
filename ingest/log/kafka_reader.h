// Reads one partition from Kafka. Internal to the Kafka form; used by one thread.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ingest/log/kafka_consumer.h"

namespace muster::log::kafka {

class KafkaReader final : public Reader {
 public:
  KafkaReader(std::unique_ptr<Seat> seat, Offset from, bool with_headers)
      : seat_(std::move(seat)), next_(from), with_headers_(with_headers) {}
  ~KafkaReader() override { release(); }

  Result<std::size_t> poll(std::size_t max, const std::function<void(const RecordView&)>& sink) override;
  Offset position() const override { return next_; }
  bool at_end() const override;

 private:
  void fetch(std::size_t max);
  void release();
  void deliver(const rd_kafka_message_t& message, const std::function<void(const RecordView&)>& sink);
  // What an event among the messages says: the end was reached, or an error.
  std::optional<Error> event(const rd_kafka_message_t& message);
  Error out_of_range();

  std::unique_ptr<Seat> seat_;
  Offset next_;
  bool with_headers_;
  bool eof_ = false;
  std::optional<Error> lost_;  // the log does not have next_: nothing more will come
  std::vector<rd_kafka_message_t*> batch_;  // owned; the views of the last poll point into it
  std::size_t taken_ = 0;                   // of batch_
  std::vector<Headers> headers_;
};

}  // namespace muster::log::kafka
