#include "projections/bytes.h"

#include <bit>

namespace muster::projections {

void ByteWriter::varint(std::uint64_t v) {
  while (v >= 0x80) {
    byte(static_cast<std::uint8_t>(v | 0x80));
    v >>= 7;
  }
  byte(static_cast<std::uint8_t>(v));
}

void ByteWriter::zigzag(std::int64_t v) {
  varint((static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63));
}

void ByteWriter::fixed64(std::uint64_t v) {
  for (int i = 0; i < 8; ++i) byte(static_cast<std::uint8_t>(v >> (8 * i)));
}

void ByteWriter::real(double v) { fixed64(std::bit_cast<std::uint64_t>(v == 0 ? 0.0 : v)); }

void ByteWriter::text(std::string_view s) {
  varint(s.size());
  out_.append(s);
}

std::uint8_t ByteReader::byte() {
  if (rest_.empty()) {
    fail();
    return 0;
  }
  const auto b = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return b;
}

std::uint64_t ByteReader::varint() {
  std::uint64_t v = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t b = byte();
    v |= static_cast<std::uint64_t>(b & 0x7f) << shift;
    if (b < 0x80) return ok_ ? v : 0;
  }
  fail();
  return 0;
}

std::int64_t ByteReader::zigzag() {
  const std::uint64_t v = varint();
  return static_cast<std::int64_t>((v >> 1) ^ (~(v & 1) + 1));
}

std::uint64_t ByteReader::fixed64() {
  std::uint64_t v = 0;
  for (int i = 0; i < 8; ++i) v |= static_cast<std::uint64_t>(byte()) << (8 * i);
  return v;
}

double ByteReader::real() { return std::bit_cast<double>(fixed64()); }

std::string_view ByteReader::text() {
  const std::uint64_t n = varint();
  if (n > rest_.size()) {
    fail();
    return {};
  }
  const std::string_view s = rest_.substr(0, n);
  rest_.remove_prefix(n);
  return s;
}

}  // namespace muster::projections
