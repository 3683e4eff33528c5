#include "processors/emitter.h"

#include <algorithm>

#include "projections/codec.h"
#include "projections/index_keys.h"

namespace muster::processors {
namespace {

using std::chrono::nanoseconds;
using projections::Family;
namespace keys = projections::keys;

constexpr nanoseconds kFirstPause = std::chrono::milliseconds{100};
constexpr nanoseconds kLongestPause = std::chrono::seconds{5};

}  // namespace

struct Emitter::Lane {
  Lane(log::Partition p, std::shared_ptr<OutboxCursor> c) : partition(p), cursor(std::move(c)) {}

  const log::Partition partition;
  const std::shared_ptr<OutboxCursor> cursor;
  std::atomic<bool> under_way{false};  // an append is not acknowledged yet; written last by its thread
  std::atomic<bool> failed{false};     // the last append has to be repeated
  std::atomic<std::uint64_t> emitted{0}, dropped{0}, failures{0};

  // Of the thread that drives work().
  nanoseconds pause = kFirstPause;
  nanoseconds not_before{0};

  void back_off(nanoseconds now) {
    not_before = now + pause;
    pause = std::min(pause * 2, kLongestPause);
  }
  void take(const std::vector<Result<log::Position>>& results, const std::vector<std::uint64_t>& next);
};

// `next[i]` = where the outbox goes on after record i. A record that failed is sent again together
// with all that follow it, so that the last one of a key stays the last.
void Emitter::Lane::take(const std::vector<Result<log::Position>>& results, const std::vector<std::uint64_t>& next) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool never = !results[i].ok() && results[i].error().cls == ErrorClass::refused;
    if (!results[i].ok() && !never) {
      ++failures;
      failed = true;
      break;
    }
    ++(never ? dropped : emitted);
    cursor->acked = next[i];
  }
  under_way = false;
}

Emitter::Emitter(log::EventLog& log, projections::Store& store, const MonotonicClock& clock,
                 std::vector<std::shared_ptr<OutboxCursor>> cursors, EmitterOptions options)
    : log_(log), store_(store), clock_(clock), options_(std::move(options)) {
  for (std::size_t p = 0; p < cursors.size(); ++p) {
    lanes_.push_back(std::make_shared<Lane>(static_cast<log::Partition>(p), std::move(cursors[p])));
  }
}

Emitter::~Emitter() = default;

std::size_t Emitter::work() {
  const auto lanes = due();
  if (lanes.empty()) return 0;
  try {
    // In this order: what the snapshot shows is what the sync makes durable.
    const auto reads = store_.snapshot();
    if (store_.sync().ok()) {
      reach(options_.at, CrashPoint::mid_outbox);
      std::size_t sent = 0;
      for (const auto& lane : lanes) sent += send(*reads, lane);
      return sent;
    }
  } catch (const projections::ReadFailure&) {
    // As a sync that fails: the task meets the same fault, and reports it.
  }
  for (const auto& lane : lanes) lane->back_off(clock_.now());
  return 0;
}

std::vector<std::shared_ptr<Emitter::Lane>> Emitter::due() {
  const nanoseconds now = clock_.now();
  std::vector<std::shared_ptr<Lane>> lanes;
  for (const auto& lane : lanes_) {
    if (lane->under_way) continue;
    if (lane->failed.exchange(false)) lane->back_off(now);
    if (lane->cursor->acked < lane->cursor->committed && now >= lane->not_before) lanes.push_back(lane);
  }
  return lanes;
}

std::size_t Emitter::send(const projections::Reads& reads, const std::shared_ptr<Lane>& lane) {
  std::vector<log::Record> records;
  std::vector<std::uint64_t> next;
  std::uint64_t scanned = lane->cursor->acked;
  std::size_t bytes = 0;
  const auto to = projections::prefix_end(keys::partition(lane->partition));
  reads.scan(Family::outbox, keys::outbox(lane->partition, scanned), to, [&](std::string_view key, std::string_view value) {
    scanned = keys::parse_outbox_seq(key).value_or(scanned) + 1;
    auto row = projections::decode_outbox(value);
    if (row.ok()) {
      records.push_back({row->topic, lane->partition, std::move(row->key), std::move(row->value), row->created,
                         std::move(row->headers)});
      next.push_back(scanned);
    } else {
      ++lane->dropped;
    }
    bytes += value.size();
    return records.size() < options_.rows && bytes < options_.bytes;
  });
  if (records.empty()) {
    lane->cursor->acked = scanned;
    return 0;
  }
  next.back() = scanned;
  const std::size_t count = records.size();
  lane->under_way = true;
  log_.append(std::move(records), [lane, next = std::move(next)](std::vector<Result<log::Position>> results) {
    lane->take(results, next);
  });
  return count;
}

bool Emitter::under_way() const {
  return std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->under_way.load(); });
}

EmitterFigures Emitter::figures() const {
  EmitterFigures all;
  for (const auto& lane : lanes_) {
    all.emitted += lane->emitted;
    all.dropped += lane->dropped;
    all.failed += lane->failures;
    const std::uint64_t acked = lane->cursor->acked;
    const std::uint64_t committed = lane->cursor->committed;
    all.waiting += committed > acked ? committed - acked : 0;
  }
  return all;
}

}  // namespace muster::processors
