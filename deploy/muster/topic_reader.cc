#include "deploy/muster/topic_reader.h"

#include <algorithm>

namespace muster::deploy {
namespace {

constexpr std::size_t kRecords = 1024;  // of one poll

Result<log::Offset> first_offset(log::EventLog& log, const ReadRange& range, Topic topic, log::Partition partition) {
  return range.from ? log.offset_for_time(topic, partition, *range.from) : log.log_start(topic, partition);
}

}  // namespace

Result<TopicReader> TopicReader::open(log::EventLog& log, const ReadRange& range) {
  std::vector<Lane> lanes;
  std::vector<std::unique_ptr<log::Reader>> readers;
  for (const Topic topic : range.topics) {
    for (log::Partition partition = 0; partition < log.partitions(); ++partition) {
      const auto end = log.end_offset(topic, partition);
      if (!end) return end.error();
      const auto first = first_offset(log, range, topic, partition);
      if (!first) return first.error();
      auto reader = log.read(topic, partition, *first, true);
      if (!reader) return reader.error();
      lanes.push_back({topic, partition, *end});
      readers.push_back(std::move(reader).value());
    }
  }
  return TopicReader(range, std::move(lanes), std::move(readers));
}

bool TopicReader::wanted(const log::RecordView& record) const {
  if (range_.from && record.timestamp < *range_.from) return false;
  if (range_.to && record.timestamp >= *range_.to) return false;
  if (range_.follow) return true;
  const auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& l) {
    return l.topic == record.topic && l.partition == record.partition;
  });
  return record.offset < lane->end;
}

Result<std::size_t> TopicReader::poll(const std::function<void(const log::RecordView&)>& sink) {
  return merge_.poll(kRecords, [&](const log::RecordView& record) {
    if (wanted(record)) sink(record);
  });
}

bool TopicReader::finished() const {
  if (range_.follow) return false;
  if (merge_.at_end()) return true;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (merge_.position(i) < lanes_[i].end) return false;
  }
  return true;
}

}  // namespace muster::deploy
