#include "ingest/log/memory_partition.h"

#include <algorithm>

#include "ingest/log/log_errors.h"

namespace muster::log {

Position MemoryPartition::append(const Record& record) {
  std::lock_guard lock(mutex_);
  const auto offset = static_cast<Offset>(records_.size());
  records_.push_back(std::make_shared<const Record>(record));
  if (spec(topic_).compacted) {
    const auto [it, fresh] = latest_.try_emplace(record.key, offset);
    if (!fresh) {
      records_[static_cast<std::size_t>(it->second)].reset();
      it->second = offset;
    }
  }
  return {topic_, partition_, offset};
}

void MemoryPartition::trim(Offset start) {
  std::lock_guard lock(mutex_);
  start = std::min(start, static_cast<Offset>(records_.size()));
  for (; start_ < start; ++start_) records_[static_cast<std::size_t>(start_)].reset();
}

Offset MemoryPartition::start() const {
  std::lock_guard lock(mutex_);
  return start_;
}

Offset MemoryPartition::end() const {
  std::lock_guard lock(mutex_);
  return static_cast<Offset>(records_.size());
}

Offset MemoryPartition::offset_for_time(Timestamp t) const {
  std::lock_guard lock(mutex_);
  const auto it = std::find_if(records_.begin() + start_, records_.end(),
                               [&](const Shared& r) { return r != nullptr && r->timestamp >= t; });
  return it - records_.begin();
}

Status MemoryPartition::read(Offset from, std::size_t max, std::vector<Found>& out, Offset& next) const {
  std::lock_guard lock(mutex_);
  const auto end = static_cast<Offset>(records_.size());
  if (auto status = check_offset(topic_, partition_, from, start_, end); !status.ok()) return status;
  std::size_t bytes = 0;
  for (next = from; next < end && out.size() < max; ++next) {
    const Shared& record = records_[static_cast<std::size_t>(next)];
    if (record == nullptr) continue;
    bytes += payload_bytes(*record);
    if (bytes > kPollBytes && !out.empty()) break;
    out.push_back({next, record});
  }
  return Done{};
}

Result<std::size_t> MemoryReader::poll(std::size_t max,
                                       const std::function<void(const RecordView&)>& sink) {
  if (!available_->load()) return log_unavailable("", "The log in memory was made unavailable");
  held_.clear();
  Offset next = next_;
  if (auto status = partition_->read(next_, max, held_, next); !status.ok()) return status.error();
  next_ = next;
  for (const auto& [offset, record] : held_) {
    sink(RecordView{.topic = record->topic,
                    .partition = record->partition,
                    .offset = offset,
                    .timestamp = record->timestamp,
                    .key = record->key,
                    .value = record->value ? std::string_view(*record->value) : std::string_view(),
                    .tombstone = !record->value,
                    .headers = with_headers_ ? &record->headers : nullptr});
  }
  return held_.size();
}

}  // namespace muster::log
