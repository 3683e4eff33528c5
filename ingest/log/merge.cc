#include "ingest/log/merge.h"

#include <algorithm>

namespace muster::log {
namespace {

constexpr std::size_t kAhead = 1024;  // records of one poll of a reader
constexpr std::size_t kFar = 16, kNear = 8;  // as long as it takes to fetch what they name

}  // namespace

Merge::Merge(std::vector<std::unique_ptr<Reader>> readers) {
  sources_.reserve(readers.size());
  for (auto& reader : readers) {
    const Offset from = reader->position();
    sources_.push_back({std::move(reader), {}, 0, from, false});
    sources_.back().ahead.reserve(kAhead);
  }
}

Result<std::size_t> Merge::poll(std::size_t max, const std::function<void(const RecordView&)>& sink,
                                const Ahead* ahead) {
  for (Source& source : sources_) source.idle = false;
  std::size_t count = 0;
  while (count < max) {
    const Result<bool> ready = refill();
    if (!ready.ok()) {
      if (count > 0) break;
      return ready.error();
    }
    if (!*ready) break;
    const Turn turn = next_turn();
    if (turn.source == nullptr) break;
    count += run(turn, max - count, sink, ahead);
  }
  return count;
}

Result<bool> Merge::refill() {
  bool ready = true;
  for (Source& source : sources_) {
    if (!source.empty() || source.idle) continue;
    source.ahead.clear();
    source.next = 0;
    const auto polled = source.reader->poll(
        kAhead, [&](const RecordView& view) { source.ahead.push_back(view); });
    if (!polled.ok()) return polled.error();
    source.idle = source.empty() && source.reader->at_end();
    if (source.empty() && !source.idle) ready = false;
  }
  return ready;
}

Merge::Turn Merge::next_turn() {
  Turn turn{nullptr, Timestamp::max(), true};
  for (Source& source : sources_) {
    if (source.empty()) continue;
    const Timestamp head = source.head();
    if (turn.source == nullptr) {
      turn.source = &source;
    } else if (head < turn.source->head()) {
      turn = {&source, turn.source->head(), false};  // the runner-up comes first where equal
    } else if (head < turn.until) {
      turn.until = head;
      turn.includes = true;
    }
  }
  return turn;
}

std::size_t Merge::run(const Turn& turn, std::size_t max,
                       const std::function<void(const RecordView&)>& sink, const Ahead* ahead) {
  Source& source = *turn.source;
  std::size_t count = 0;
  while (count < max && !source.empty()) {
    const Timestamp head = source.head();
    if (turn.includes ? head > turn.until : head >= turn.until) break;
    const RecordView& view = source.ahead[source.next++];
    if (ahead != nullptr) {
      if (source.next + kFar < source.ahead.size()) ahead->far(source.ahead[source.next + kFar]);
      if (source.next + kNear < source.ahead.size()) ahead->near(source.ahead[source.next + kNear]);
    }
    source.handed = view.offset + 1;
    sink(view);
    ++count;
  }
  return count;
}

bool Merge::at_end() const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [](const Source& s) { return s.empty() && s.reader->at_end(); });
}

}  // namespace muster::log
