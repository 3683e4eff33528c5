#include "projections/key_bytes.h"

namespace muster::projections::keys {
namespace {

constexpr std::uint64_t kSign = 1ULL << 63;
constexpr char kEscape = 1;

}  // namespace

KeyWriter& KeyWriter::big_endian(std::uint64_t v, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out_.push_back(static_cast<char>(v >> shift));
  return *this;
}

KeyWriter& KeyWriter::time(Timestamp t) { return u64(static_cast<std::uint64_t>(to_ms(t)) ^ kSign); }

KeyWriter& KeyWriter::text(std::string_view s) {
  for (const char c : s) {
    if (c == 0 || c == kEscape) {
      out_.push_back(kEscape);
      out_.push_back(c == 0 ? 1 : 2);
    } else {
      out_.push_back(c);
    }
  }
  out_.push_back(0);
  return *this;
}

std::uint64_t KeyReader::big_endian(std::size_t bytes) {
  if (rest_.size() < bytes) {
    ok_ = false;
    rest_ = {};
    return 0;
  }
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < bytes; ++i) v = v << 8 | static_cast<std::uint8_t>(rest_[i]);
  rest_.remove_prefix(bytes);
  return v;
}

Timestamp KeyReader::time() { return from_ms(static_cast<std::int64_t>(u64() ^ kSign)); }

std::string KeyReader::text() {
  std::string s;
  while (!rest_.empty()) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == 0) return s;
    if (c != kEscape) {
      s.push_back(c);
      continue;
    }
    const std::uint8_t code = byte();
    if (code != 1 && code != 2) break;
    s.push_back(code == 1 ? 0 : kEscape);
  }
  ok_ = false;
  rest_ = {};
  return {};
}

}  // namespace muster::projections::keys
