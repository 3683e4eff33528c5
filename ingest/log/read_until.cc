#include "ingest/log/read_until.h"

#include <algorithm>
#include <utility>

namespace muster::log {
namespace {

class BoundedReader final : public Reader {
 public:
  BoundedReader(std::unique_ptr<Reader> inner, Offset end) : inner_(std::move(inner)), end_(end) {}

  Result<std::size_t> poll(std::size_t max, const std::function<void(const RecordView&)>& sink) override {
    if (over()) return std::size_t{0};
    std::size_t handed = 0;
    const auto most = std::min<std::size_t>(max, static_cast<std::size_t>(end_ - inner_->position()));
    const auto polled = inner_->poll(most, [&](const RecordView& view) {
      if (view.offset >= end_) return;  // offsets have gaps
      ++handed;
      sink(view);
    });
    if (!polled.ok()) return polled.error();
    return handed;
  }
  Offset position() const override { return std::min(inner_->position(), end_); }
  bool at_end() const override { return over() || inner_->at_end(); }

 private:
  bool over() const { return inner_->position() >= end_; }

  const std::unique_ptr<Reader> inner_;
  const Offset end_;
};

}  // namespace

std::unique_ptr<Reader> read_until(std::unique_ptr<Reader> inner, Offset end) {
  return std::make_unique<BoundedReader>(std::move(inner), end);
}

}  // namespace muster::log
