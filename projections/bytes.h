// Primitives of stored bytes. Varints are LEB128, at most ten bytes; signed ones zigzag; doubles
// eight bytes little-endian; strings a varint length and the bytes. Plain values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace muster::projections {

class ByteWriter {
 public:
  ByteWriter() = default;
  explicit ByteWriter(std::string&& room) : out_(std::move(room)) { out_.clear(); }  // whose capacity is used

  void byte(std::uint8_t b) { out_.push_back(static_cast<char>(b)); }
  void varint(std::uint64_t v);
  void zigzag(std::int64_t v);
  void fixed64(std::uint64_t v);
  void real(double v);  // -0.0 is written as 0.0: equal values have equal bytes
  void text(std::string_view s);

  const std::string& bytes() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// Reads what ByteWriter wrote. Past the end, or on bytes that it never writes, it fails for good:
// ok() is false and every further read gives a zero.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte();
  std::uint64_t varint();
  std::int64_t zigzag();
  std::uint64_t fixed64();
  double real();
  std::string_view text();  // a view into the bytes

  void fail() { ok_ = false, rest_ = {}; }
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  std::size_t remaining() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace muster::projections
