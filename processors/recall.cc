#include "processors/recall.h"

#include <utility>

#include "processors/outbox.h"
#include "projections/keys.h"

namespace muster::processors {

Result<std::size_t> Recall::work(std::size_t records) {
  if (!reader_) {
    if (Status begun = begin(); !begun) return begun.error();
  }
  const auto read = reader_->poll(records, [&](const log::RecordView& record) {
    std::string key(record.key);
    if (record.tombstone || is_session(key)) {
      unknown_.erase(key);
    } else {
      unknown_.insert(std::move(key));
    }
  });
  if (!read) return read.error();
  whole_ = reader_->position() >= end_ || (*read == 0 && reader_->at_end());
  return *read;
}

Status Recall::begin() {
  const auto start = log_.log_start(Topic::sessions, partition_);
  if (!start) return start.error();
  const auto end = log_.end_offset(Topic::sessions, partition_);
  if (!end) return end.error();
  auto reader = log_.read(Topic::sessions, partition_, *start);
  if (!reader) return reader.error();
  end_ = *end;
  reader_ = std::move(reader).value();
  return Done{};
}

bool Recall::is_session(const std::string& key) const {
  const auto named = announced_session(key);
  if (!named) return true;  // nothing that this build announces
  const auto scope = projections::keys::scope(partition_, named->tenant, named->subject);
  return store_.latest()->get(projections::Family::sessions, projections::keys::session(scope, named->session)).has_value();
}

std::vector<Announcement> Recall::gone() const {
  std::vector<Announcement> all;
  for (const std::string& key : unknown_) {
    if (!is_session(key)) all.push_back({Change::gone, key, {}, {}});
  }
  return all;
}

}  // namespace muster::processors
