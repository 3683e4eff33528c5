#include "ingest/log/embedded_format.h"

#include <fmt/core.h>

namespace muster::log::embedded {
namespace {

constexpr std::uint8_t kTombstone = 1;
constexpr std::size_t kFixedBytes = 10;  // version, flags, timestamp
constexpr std::uint64_t kSign = 1ULL << 63;

void put_be64(std::uint64_t v, char* out) {
  for (int i = 7; i >= 0; --i, v >>= 8) out[i] = static_cast<char>(v & 0xff);
}

std::uint64_t get_be64(const char* in) {
  std::uint64_t v = 0;
  for (int i = 0; i < 8; ++i) v = v << 8 | static_cast<std::uint8_t>(in[i]);
  return v;
}

void append_varint(std::string& out, std::size_t v) {
  for (; v >= 0x80; v >>= 7) out.push_back(static_cast<char>(v | 0x80));
  out.push_back(static_cast<char>(v));
}

void append_sized(std::string& out, std::string_view bytes) {
  append_varint(out, bytes.size());
  out.append(bytes);
}

bool take_sized(std::string_view& in, std::string_view& out) {
  std::size_t size = 0;
  for (int shift = 0;; shift += 7) {
    if (in.empty() || shift > 28) return false;
    const auto byte = static_cast<std::uint8_t>(in.front());
    in.remove_prefix(1);
    size |= static_cast<std::size_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (size > in.size()) return false;
  out = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

std::size_t varint_size(std::size_t v) {
  std::size_t n = 1;
  for (; v >= 0x80; v >>= 7) ++n;
  return n;
}

void append_prefix(std::string& out, Topic topic, Partition partition) {
  out.push_back(static_cast<char>(topic));
  out.push_back(static_cast<char>(partition >> 8));
  out.push_back(static_cast<char>(partition & 0xff));
}

}  // namespace

std::string family_name(Topic topic, Partition partition) {
  return fmt::format("{}/{}", spec(topic).name, partition);
}

OffsetKey::OffsetKey(Offset offset) { put_be64(static_cast<std::uint64_t>(offset), bytes); }

Offset decode_offset(std::string_view key) { return static_cast<Offset>(get_be64(key.data())); }

std::string start_key(Topic topic, Partition partition) {
  std::string out = "start";
  append_prefix(out, topic, partition);
  return out;
}

std::string latest_key(Topic topic, Partition partition, std::string_view key) {
  std::string out;
  out.reserve(3 + key.size());
  append_prefix(out, topic, partition);
  return out.append(key);
}

std::string time_key(Topic topic, Partition partition, Timestamp t) {
  std::string out;
  append_prefix(out, topic, partition);
  char bytes[8];
  put_be64(static_cast<std::uint64_t>(to_ms(t)) ^ kSign, bytes);
  return out.append(bytes, sizeof bytes);
}

bool decode_time_key(std::string_view stored, Topic topic, Partition partition, Timestamp& t) {
  const std::string prefix = latest_key(topic, partition, {});
  if (stored.size() != prefix.size() + 8 || !stored.starts_with(prefix)) return false;
  t = from_ms(static_cast<std::int64_t>(get_be64(stored.data() + prefix.size()) ^ kSign));
  return true;
}

void encode_record(const Record& record, std::string& out) {
  char timestamp[8];
  put_be64(static_cast<std::uint64_t>(to_ms(record.timestamp)), timestamp);
  out.push_back(static_cast<char>(kRecordVersion));
  out.push_back(record.value ? '\0' : static_cast<char>(kTombstone));
  out.append(timestamp, sizeof timestamp);
  append_sized(out, record.key);
  std::size_t headers = 0;
  for (const auto& [name, value] : record.headers) {
    headers += varint_size(name.size()) + name.size() + varint_size(value.size()) + value.size();
  }
  append_varint(out, headers);
  for (const auto& [name, value] : record.headers) {
    append_sized(out, name);
    append_sized(out, value);
  }
  if (record.value) out.append(*record.value);
}

bool decode_record(std::string_view bytes, StoredRecord& out) {
  if (bytes.size() < kFixedBytes || static_cast<std::uint8_t>(bytes[0]) != kRecordVersion) return false;
  out.tombstone = (static_cast<std::uint8_t>(bytes[1]) & kTombstone) != 0;
  out.timestamp = from_ms(static_cast<std::int64_t>(get_be64(bytes.data() + 2)));
  bytes.remove_prefix(kFixedBytes);
  if (!take_sized(bytes, out.key) || !take_sized(bytes, out.headers)) return false;
  out.payload = bytes;
  return true;
}

bool decode_headers(std::string_view bytes, Headers& out) {
  out.clear();
  while (!bytes.empty()) {
    std::string_view name, value;
    if (!take_sized(bytes, name) || !take_sized(bytes, value)) return false;
    out.emplace_back(name, value);
  }
  return true;
}

}  // namespace muster::log::embedded
