#include "ingest/log/embedded_stage.h"

#include <algorithm>

#include "ingest/log/embedded_format.h"

namespace muster::log::embedded {
namespace {

constexpr Offset kTimeIndexEvery = 1024;  // records: what a look-up by time scans at most

}  // namespace

void Stage::begin() {
  batch_.Clear();
  latest_.clear();
  tails_.clear();
  for (const PartitionState& state : store_.states()) {
    tails_.push_back({state.end, state.indexed, state.newest});
  }
}

Result<Position> Stage::add(const Record& record) {
  PartitionState& state = *store_.find(record.topic, record.partition);
  Tail& tail = tails_[store_.index_of(state)];
  if (spec(record.topic).compacted) {
    if (auto s = supersede(state, record, tail.end); !s.ok()) return s.error();
  }
  index_time(state, tail);
  scratch_.clear();
  encode_record(record, scratch_);
  batch_.Put(state.records, rocksdb::Slice(OffsetKey(tail.end).view()), scratch_);
  tail.newest = std::max(tail.newest, record.timestamp);
  return Position{record.topic, record.partition, tail.end++};
}

void Stage::index_time(const PartitionState& state, Tail& tail) {
  if (tail.end - tail.indexed < kTimeIndexEvery) return;
  batch_.Put(store_.times(), time_key(state.topic, state.partition, tail.newest),
             rocksdb::Slice(OffsetKey(tail.end).view()));
  tail.indexed = tail.end;
}

Status Stage::supersede(const PartitionState& state, const Record& record, Offset offset) {
  const std::string key = latest_key(state.topic, state.partition, record.key);
  const auto [it, fresh] = latest_.try_emplace(key, offset);
  if (fresh) {
    std::string stored;
    const auto got = store_.db().Get({}, store_.keys(), key, &stored);
    if (!got.ok() && !got.IsNotFound()) {
      latest_.erase(it);
      return store_.error_of(got);
    }
    if (got.ok()) batch_.Delete(state.records, stored);
  } else {
    batch_.Delete(state.records, rocksdb::Slice(OffsetKey(it->second).view()));
    it->second = offset;
  }
  batch_.Put(store_.keys(), key, rocksdb::Slice(OffsetKey(offset).view()));
  return Done{};
}

void Stage::publish() {
  for (std::size_t i = 0; i < tails_.size(); ++i) {
    PartitionState& state = store_.states()[i];
    state.newest = tails_[i].newest;
    state.indexed = tails_[i].indexed;
    state.end = tails_[i].end;
  }
}

}  // namespace muster::log::embedded
