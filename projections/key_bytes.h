// Behind keys.h: writes and reads the parts that keys are made of. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "schemas/named.h"
#include "schemas/time.h"

namespace muster::projections::keys {

class KeyWriter {
 public:
  explicit KeyWriter(std::string_view begin = {}) {
    out_.reserve(begin.size() + kRoom);
    out_.append(begin);
  }

  KeyWriter& raw(char c) { return out_.push_back(c), *this; }
  KeyWriter& raw(std::string_view bytes) { return out_.append(bytes), *this; }
  KeyWriter& u16(std::uint32_t v) { return big_endian(v, 2); }
  KeyWriter& u64(std::uint64_t v) { return big_endian(v, 8); }
  KeyWriter& day(std::int32_t v) { return big_endian(static_cast<std::uint32_t>(v) ^ 0x8000'0000U, 4); }
  KeyWriter& time(Timestamp t);
  KeyWriter& text(std::string_view s);
  template <class Tag>
  KeyWriter& text(const Named<Tag>& s) { return text(s.view()); }

  std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t kRoom = 80;  // most keys need no more: one allocation each
  KeyWriter& big_endian(std::uint64_t v, int bytes);
  void escaped(std::string_view s);
  std::string out_;
};

// Past the end it fails for good and gives zeros.
class KeyReader {
 public:
  explicit KeyReader(std::string_view rest) : rest_(rest) {}

  std::uint8_t byte() { return static_cast<std::uint8_t>(big_endian(1)); }
  std::uint32_t u16() { return static_cast<std::uint32_t>(big_endian(2)); }
  std::uint64_t u64() { return big_endian(8); }
  std::int32_t day() { return static_cast<std::int32_t>(static_cast<std::uint32_t>(big_endian(4)) ^ 0x8000'0000U); }
  Timestamp time();
  std::string text();
  template <class Name>
  Name name() { return Name(text()); }

  bool done() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }
  std::size_t remaining() const { return rest_.size(); }

 private:
  std::uint64_t big_endian(std::size_t bytes);
  std::string unescaped(std::string_view written);
  std::string failed();
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace muster::projections::keys
