// The part of the store that is looked up by time, and what is loaded of a partition at start.
#include <rocksdb/convenience.h>

#include <algorithm>

#include "ingest/log/embedded_format.h"
#include "ingest/log/embedded_store.h"
#include "ingest/log/log_errors.h"

namespace muster::log::embedded {
namespace {

using IteratorPtr = std::unique_ptr<rocksdb::Iterator>;

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace

Status Store::load(PartitionState& state) {
  std::string stored;
  const auto got =
      db_->Get({}, db_->DefaultColumnFamily(), start_key(state.topic, state.partition), &stored);
  if (!got.ok() && !got.IsNotFound()) return error_of(got);
  const Offset start = got.ok() && stored.size() == 8 ? decode_offset(stored) : 0;
  // The newest record of a partition is never superseded nor trimmed alone: it names the end.
  IteratorPtr it(db_->NewIterator({}, state.records));
  it->SeekToLast();
  const Offset end = it->Valid() ? decode_offset(view(it->key())) + 1 : 0;
  if (!it->status().ok()) return error_of(it->status());
  state.start = start;
  state.end = std::max(start, end);
  return load_times(state);
}

Status Store::load_times(PartitionState& state) {
  IteratorPtr entry(db_->NewIterator({}, times_));
  entry->SeekForPrev(time_key(state.topic, state.partition, Timestamp::max()));
  Timestamp newest;
  state.indexed = state.start;
  if (entry->Valid() && decode_time_key(view(entry->key()), state.topic, state.partition, newest)) {
    state.newest = newest;
    state.indexed = std::max(state.indexed, decode_offset(view(entry->value())));
  }
  IteratorPtr it(db_->NewIterator({}, state.records));
  for (it->Seek(rocksdb::Slice(OffsetKey(state.indexed).view())); it->Valid(); it->Next()) {
    StoredRecord record;
    if (decode_record(view(it->value()), record)) state.newest = std::max(state.newest, record.timestamp);
  }
  if (!it->status().ok()) return error_of(it->status());
  return Done{};
}

Result<Offset> Store::offset_for_time(const PartitionState& state, Timestamp t) {
  Offset from = state.start;
  const Offset end = state.end;
  if (t > Timestamp::min()) {
    IteratorPtr entry(db_->NewIterator({}, times_));
    entry->SeekForPrev(time_key(state.topic, state.partition, t - Duration{1}));
    Timestamp newest;
    if (entry->Valid() && decode_time_key(view(entry->key()), state.topic, state.partition, newest)) {
      from = std::max(from, decode_offset(view(entry->value())));
    }
    if (!entry->status().ok()) return error_of(entry->status());
  }
  IteratorPtr it(db_->NewIterator({}, state.records));
  for (it->Seek(rocksdb::Slice(OffsetKey(from).view())); it->Valid(); it->Next()) {
    const Offset offset = decode_offset(view(it->key()));
    if (offset >= end) break;
    StoredRecord record;
    if (decode_record(view(it->value()), record) && record.timestamp >= t) return offset;
  }
  if (!it->status().ok()) return error_of(it->status());
  return end;
}

Status Store::set_start(PartitionState& state, Offset start) {
  start = std::min<Offset>(start, state.end);
  if (start <= state.start) return Done{};
  rocksdb::WriteBatch batch;
  batch.Put(start_key(state.topic, state.partition), rocksdb::Slice(OffsetKey(start).view()));
  rocksdb::WriteOptions synced;
  synced.sync = true;
  if (auto s = db_->Write(synced, &batch); !s.ok()) return error_of(s);
  state.start = start;
  const OffsetKey begin(0), end(start);
  const rocksdb::Slice from(begin.view()), to(end.view());
  const auto deleted = rocksdb::DeleteFilesInRange(db_.get(), state.records, &from, &to, false);
  if (!deleted.ok()) return error_of(deleted);
  return Done{};
}

}  // namespace muster::log::embedded
