// What the embedded log stores. A stored format: golden bytes in a test.
//
//   column family "<topic>/<partition>"   key = offset (8 bytes, big-endian)
//     record  = version (1 byte, 1) flags (1 byte, bit 0: tombstone) timestamp (8, ms, big-endian)
//               varint size, key; varint size, headers; payload to the end
//     headers = { varint size, name; varint size, value }*
//   column family "keys"    topic (1) partition (2) record key -> offset: the newest of each key
//   column family "times"   topic (1) partition (2) m (8, sign flipped) -> offset: no record before
//                           that offset has a timestamp above m
//   column family "default" "format", "partitions", "epoch"; "start" topic (1) partition (2) -> offset
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/log/log.h"

namespace muster::log::embedded {

inline constexpr std::uint8_t kRecordVersion = 1;
inline constexpr std::string_view kFormat = "1";
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kPartitionsKey = "partitions";
inline constexpr std::string_view kEpochKey = "epoch";
inline constexpr std::string_view kKeysFamily = "keys";
inline constexpr std::string_view kTimesFamily = "times";

std::string family_name(Topic topic, Partition partition);

struct OffsetKey {  // 8 bytes on the stack
  explicit OffsetKey(Offset offset);
  std::string_view view() const { return {bytes, sizeof bytes}; }
  char bytes[8];
};
Offset decode_offset(std::string_view key);  // of exactly 8 bytes

std::string start_key(Topic topic, Partition partition);
std::string latest_key(Topic topic, Partition partition, std::string_view key);
std::string time_key(Topic topic, Partition partition, Timestamp t);
// The timestamp of a time_key of that partition; false where the key is of another one.
bool decode_time_key(std::string_view stored, Topic topic, Partition partition, Timestamp& t);

void encode_record(const Record& record, std::string& out);  // appends

struct StoredRecord {  // views into the stored bytes
  Timestamp timestamp{};
  std::string_view key, headers, payload;
  bool tombstone = false;
};
bool decode_record(std::string_view bytes, StoredRecord& out);  // false: damaged, or a later version
bool decode_headers(std::string_view bytes, Headers& out);

}  // namespace muster::log::embedded
