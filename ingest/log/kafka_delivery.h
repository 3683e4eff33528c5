// One batch on its way to the brokers: owns the records, to which librdkafka refers until it
// reports, and collects the reports. Internal to the Kafka form.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "ingest/log/log.h"

namespace muster::log::kafka {

class Delivery {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Item {  // what librdkafka carries along with a message
    Delivery* delivery = nullptr;
    std::uint32_t index = 0;
    std::uint64_t sequence = 0;  // the order in which they were given to us
    const Record& record() const { return delivery->records_[index]; }
  };

  Delivery(std::vector<Record> records, AppendDone done, std::size_t bytes, Time deadline);

  std::vector<Item>& items() { return items_; }
  std::size_t bytes() const { return bytes_; }
  Time deadline() const { return deadline_; }  // beyond it a record is not tried again

  // Any thread, once an item. True for the last of the batch, then call finish().
  [[nodiscard]] bool settle(const Item& item, Result<Position> result);
  // What keeps the batch open while its items are handed over; as settle().
  [[nodiscard]] bool handed_over() { return open_.fetch_sub(1, std::memory_order_acq_rel) == 1; }
  void finish() { done_(std::move(results_)); }

 private:
  std::vector<Record> records_;
  std::vector<Result<Position>> results_;
  std::vector<Item> items_;
  std::atomic<std::size_t> open_;
  AppendDone done_;
  std::size_t bytes_;
  Time deadline_;
};

}  // namespace muster::log::kafka
