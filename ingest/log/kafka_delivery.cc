#include "ingest/log/kafka_delivery.h"

namespace muster::log::kafka {

Delivery::Delivery(std::vector<Record> records, AppendDone done, std::size_t bytes, Time deadline)
    : records_(std::move(records)),
      results_(records_.size(), Result<Position>(Position{})),
      items_(records_.size()),
      open_(records_.size() + 1),
      done_(std::move(done)),
      bytes_(bytes),
      deadline_(deadline) {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    items_[i].delivery = this;
    items_[i].index = static_cast<std::uint32_t>(i);
  }
}

bool Delivery::settle(const Item& item, Result<Position> result) {
  results_[item.index] = std::move(result);
  return open_.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

}  // namespace muster::log::kafka
