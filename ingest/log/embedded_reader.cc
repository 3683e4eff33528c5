#include "ingest/log/embedded_reader.h"

#include <algorithm>
#include <cstring>

#include "ingest/log/embedded_format.h"
#include "ingest/log/log_errors.h"

namespace muster::log::embedded {
namespace {

// No record is larger, whatever its header count, since payload bytes are bounded.
constexpr std::size_t kArenaBytes = kPollBytes + 4096;

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace

Result<std::size_t> EmbeddedReader::poll(std::size_t max,
                                         const std::function<void(const RecordView&)>& sink) {
  const Offset end = state_.end;
  if (auto s = check_offset(state_.topic, state_.partition, next_, state_.start, end); !s.ok()) {
    return s.error();
  }
  if (next_ == end || max == 0) return std::size_t{0};
  if (auto s = seek(end); !s.ok()) return s.error();
  arena_used_ = headers_used_ = 0;
  if (with_headers_) headers_.resize(max);
  std::size_t count = 0;
  for (; count < max && it_->Valid(); ++count, it_->Next()) {
    const Offset offset = decode_offset(view(it_->key()));
    if (offset >= it_end_ || !deliver(offset, sink)) break;
    next_ = offset + 1;
  }
  if (corrupt_) return damaged(next_);
  if (!it_->status().ok()) {
    const Error error = store_->error_of(it_->status());
    it_.reset();
    if (count == 0) return error;
  } else if (!it_->Valid() || next_ >= it_end_) {
    next_ = std::max(next_, it_end_);  // what lay behind the last record is compacted away
    it_.reset();
  }
  return count;
}

Status EmbeddedReader::seek(Offset end) {
  if (it_ != nullptr) return Done{};
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  it_.reset(store_->db().NewIterator(options, state_.records));
  it_end_ = end;
  it_->Seek(rocksdb::Slice(OffsetKey(next_).view()));
  if (arena_.empty()) arena_.resize(kArenaBytes);
  if (it_->status().ok()) return Done{};
  const Error error = store_->error_of(it_->status());
  it_.reset();
  return error;
}

bool EmbeddedReader::deliver(Offset offset, const std::function<void(const RecordView&)>& sink) {
  const rocksdb::Slice stored = it_->value();
  if (arena_used_ + stored.size() > arena_.size()) {
    if (arena_used_ > 0) return false;
    arena_.resize(stored.size());
  }
  char* const bytes = arena_.data() + arena_used_;
  std::memcpy(bytes, stored.data(), stored.size());
  arena_used_ += stored.size();
  StoredRecord record;
  corrupt_ = !decode_record({bytes, stored.size()}, record) ||
             (with_headers_ && !decode_headers(record.headers, headers_[headers_used_]));
  if (corrupt_) return false;
  sink(RecordView{.topic = state_.topic,
                  .partition = state_.partition,
                  .offset = offset,
                  .timestamp = record.timestamp,
                  .key = record.key,
                  .value = record.payload,
                  .tombstone = record.tombstone,
                  .headers = with_headers_ ? &headers_[headers_used_++] : nullptr});
  return true;
}

Error EmbeddedReader::damaged(Offset offset) const {
  return {"data_unreadable", ErrorClass::corrupt,
          position_text(state_.topic, state_.partition, offset),
          "This record of the event log is damaged. Restore the log's folder from a copy"};
}

}  // namespace muster::log::embedded
