#include "processors/feed.h"

#include <algorithm>

#include "ingest/log/read_until.h"
#include "ingest/log/resume.h"
#include "projections/codec.h"
#include "projections/index_keys.h"

namespace muster::processors {

using projections::Family;
namespace keys = projections::keys;

Status Feed::open(To to, const std::optional<Offsets>& until) {
  merge_.reset();
  dirty_ = false;
  const auto stored = store_.snapshot();
  std::vector<std::unique_ptr<log::Reader>> readers;
  for (const Topic topic : kFoldedTopics) {
    auto reader = open_topic(*stored, topic);
    if (!reader.ok()) return reader.error();
    const log::Offset end = until ? (*until)[static_cast<std::size_t>(topic)] : of(topic).end;
    const bool bounded = until || to == To::what_is_there;
    readers.push_back(bounded ? log::read_until(std::move(*reader), end) : std::move(*reader));
  }
  merge_.emplace(std::move(readers));
  return Done{};
}

Result<std::unique_ptr<log::Reader>> Feed::open_topic(const projections::Reads& stored, Topic topic) {
  Read& read = of(topic);
  read = Read{};
  const auto end = log_.end_offset(topic, partition_);
  if (!end.ok()) return end.error();
  read.end = *end;
  const auto bytes = stored.get(Family::meta, keys::next(topic, partition_));
  if (!bytes) {
    const auto start = log_.log_start(topic, partition_);
    if (!start.ok()) return start.error();
    read.next = *start;
    return log_.read(topic, partition_, *start);
  }
  const auto next = projections::decode_next_offset(*bytes);
  if (!next.ok()) return next.error();
  read.next = next->offset;
  return log::resume(log_, topic, partition_, next->offset, next->record_hash);
}

Result<std::size_t> Feed::poll(std::size_t max, const std::function<void(const log::RecordView&)>& sink,
                               const log::Merge::Ahead& ahead) {
  return merge_->poll(max, sink, &ahead);
}

void Feed::take(const log::RecordView& record) {
  Read& read = of(record.topic);
  read.next = record.offset + 1;
  read.timestamp = record.timestamp;
  read.key.assign(record.key);
  read.value.assign(record.value);
  read.tombstone = record.tombstone;
  read.fresh = true;
  last_taken_ = record.timestamp;
  dirty_ = true;
}

bool Feed::caught_up() const {
  // Behind the last record there may be offsets that no record has: then only the reader knows.
  return std::all_of(kFoldedTopics.begin(), kFoldedTopics.end(),
                     [&](Topic topic) { return of(topic).next >= of(topic).end; }) ||
         at_end();
}

void Feed::write(projections::Batch& batch) {
  for (const Topic topic : kFoldedTopics) {
    Read& read = of(topic);
    if (!read.fresh) continue;
    read.fresh = false;
    const log::RecordView last{.topic = topic, .partition = partition_, .offset = read.next - 1,
                               .timestamp = read.timestamp, .key = read.key, .value = read.value,
                               .tombstone = read.tombstone, .headers = nullptr};
    batch.put(Family::meta, keys::next(topic, partition_),
              projections::encode(projections::NextOffset{read.next, log::record_hash(last)}));
  }
  dirty_ = false;
}

void Feed::publish(Progress& progress) {
  for (const Topic topic : kFoldedTopics) {
    const log::Offset next = of(topic).next;
    if (progress.next(topic, partition_) != next) progress.publish(topic, partition_, next);
  }
}

}  // namespace muster::processors
