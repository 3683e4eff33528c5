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

// Names seldom hold what needs an escape: those go over whole.
KeyWriter& KeyWriter::text(std::string_view s) {
  if (s.find('\0') == s.npos && s.find(kEscape) == s.npos) {
    out_.append(s);
  } else {
    escaped(s);
  }
  out_.push_back(0);
  return *this;
}

void KeyWriter::escaped(std::string_view s) {
  for (const char c : s) {
    if (c != 0 && c != kEscape) {
      out_.push_back(c);
      continue;
    }
    out_.push_back(kEscape);
    out_.push_back(c == 0 ? 1 : 2);
  }
}

std::uint64_t KeyReader::big_endian(std::size_t bytes) {
  if (rest_.size() < bytes) {
    failed();
    return 0;
  }
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < bytes; ++i) v = v << 8 | static_cast<std::uint8_t>(rest_[i]);
  rest_.remove_prefix(bytes);
  return v;
}

Timestamp KeyReader::time() { return from_ms(static_cast<std::int64_t>(u64() ^ kSign)); }

std::string KeyReader::text() {
  const std::size_t end = rest_.find('\0');
  if (end == rest_.npos) return failed();
  const std::string_view written = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return written.find(kEscape) == written.npos ? std::string(written) : unescaped(written);
}

std::string KeyReader::unescaped(std::string_view written) {
  std::string s;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] != kEscape) {
      s.push_back(written[i]);
      continue;
    }
    const char code = ++i < written.size() ? written[i] : '\0';
    if (code != 1 && code != 2) return failed();
    s.push_back(code == 1 ? '\0' : kEscape);
  }
  return s;
}

std::string KeyReader::failed() {
  ok_ = false;
  rest_ = {};
  return {};
}

}  // namespace muster::projections::keys
