#include "ingest/log/kafka_reader.h"

#include <algorithm>

#include "ingest/log/kafka_message.h"
#include "ingest/log/log_errors.h"

namespace muster::log::kafka {
namespace {

constexpr std::size_t kBatch = 1024;  // messages taken from librdkafka at once

}  // namespace

Result<std::size_t> KafkaReader::poll(std::size_t max,
                                      const std::function<void(const RecordView&)>& sink) {
  if (const Error* why = seat_->stopped()) return *why;
  if (lost_) return *lost_;
  if (taken_ == batch_.size()) fetch(std::min(max, kBatch));
  if (with_headers_) headers_.resize(batch_.size());
  std::size_t count = 0, bytes = 0;
  for (; taken_ < batch_.size() && count < max; ++taken_) {
    const rd_kafka_message_t& message = *batch_[taken_];
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (message.err != RD_KAFKA_RESP_ERR__PARTITION_EOF && count > 0) break;  // next time, then
      if (const auto error = event(message)) {
        ++taken_;
        return *error;
      }
      continue;
    }
    bytes += message.len + message.key_len;
    if (bytes > kPollBytes && count > 0) break;
    deliver(message, sink);
    ++count;
  }
  return count;
}

void KafkaReader::deliver(const rd_kafka_message_t& message,
                          const std::function<void(const RecordView&)>& sink) {
  RecordView view = view_of(message, seat_->topic, seat_->partition);
  if (with_headers_) {
    read_headers(message, headers_[taken_]);
    view.headers = &headers_[taken_];
  }
  eof_ = false;
  next_ = message.offset + 1;
  sink(view);
}

void KafkaReader::fetch(std::size_t max) {
  release();
  batch_.resize(max);
  batch_.resize(seat_->take(batch_.data(), max));
}

void KafkaReader::release() {
  for (rd_kafka_message_t* message : batch_) rd_kafka_message_destroy(message);
  batch_.clear();
  taken_ = 0;
}

std::optional<Error> KafkaReader::event(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    eof_ = true;
    next_ = std::max(next_, message.offset);  // control records lie behind the last of ours
    return std::nullopt;
  }
  if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
      message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
    return out_of_range();
  }
  return log_unavailable(position_text(seat_->topic, seat_->partition, next_),
                         rd_kafka_err2str(message.err));
}

Error KafkaReader::out_of_range() {
  const auto range = seat_->admin().watermarks(seat_->topic, seat_->partition);
  if (range.ok()) {
    if (auto s = check_offset(seat_->topic, seat_->partition, next_, range->start, range->end); !s.ok()) {
      lost_ = s.error();
      return *lost_;
    }
  }
  // Fetching has stopped, whatever the brokers say by now: the reader has to be opened again.
  lost_ = log_unavailable(position_text(seat_->topic, seat_->partition, next_),
                          "Kafka did not have this offset a moment ago");
  return *lost_;
}

bool KafkaReader::at_end() const {
  if (lost_ || seat_->stopped() != nullptr || taken_ != batch_.size()) return false;
  if (eof_) return true;
  const Offset end = seat_->known_end();
  return end >= 0 && next_ >= end;
}

}  // namespace muster::log::kafka
