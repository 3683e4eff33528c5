#include "ingest/log/log_errors.h"

#include <fmt/core.h>

namespace muster::log {
namespace {

constexpr std::string_view kRebuild =
    "If the log was replaced on purpose, stop muster, move the projections folder away and start "
    "again: it is rebuilt from the log. If not, point --log at the log that was read before";

}  // namespace

std::string position_text(Topic topic, Partition partition, Offset offset) {
  return fmt::format("{}:{}:{}", spec(topic).name, partition, offset);
}

Error log_unavailable(std::string_view where, std::string_view hint) {
  return {"log_unavailable", ErrorClass::retry, std::string(where), std::string(hint)};
}

Error log_timeout(std::string_view where) {
  return {"log_timeout", ErrorClass::unknown_outcome, std::string(where),
          "The record may have been appended; send it again with the same id"};
}

Error log_full(std::size_t budget_bytes) {
  return {"log_full", ErrorClass::retry, "",
          fmt::format("{} MiB wait for the log already; try again shortly", budget_bytes >> 20)};
}

Error record_too_large(const Record& record) {
  return {"record_too_large", ErrorClass::refused, std::string(spec(record.topic).name),
          fmt::format("The record takes {} bytes, {} are allowed", payload_bytes(record),
                      kMaxRecordBytes)};
}

Error offset_past_end(Topic topic, Partition partition, Offset offset, Offset end) {
  return {"offset_past_end", ErrorClass::corrupt, position_text(topic, partition, offset),
          fmt::format("The log ends at offset {}. {}", end, kRebuild)};
}

Error offset_below_start(Topic topic, Partition partition, Offset offset, Offset start) {
  return {"offset_below_start", ErrorClass::corrupt, position_text(topic, partition, offset),
          fmt::format("The log starts at offset {}: what lies between was deleted unread. Restore a "
                      "snapshot that reaches it. {}",
                      start, kRebuild)};
}

Status check_offset(Topic topic, Partition partition, Offset offset, Offset start, Offset end) {
  if (offset > end) return offset_past_end(topic, partition, offset, end);
  if (offset < start) return offset_below_start(topic, partition, offset, start);
  return Done{};
}

std::size_t payload_bytes(const Record& record) {
  std::size_t bytes = record.key.size() + (record.value ? record.value->size() : 0);
  for (const auto& [name, value] : record.headers) bytes += name.size() + value.size();
  return bytes;
}

std::string sanitised(std::string_view text) {
  std::string out(text.substr(0, 200));
  for (char& c : out) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  return out;
}

}  // namespace muster::log
