#include "schemas/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace muster {
namespace {

// What follows the backslash, 'u' for \u00xx, 0 where the character stands for itself.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['\b'] = 'b';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\f'] = 'f';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

void append_integer(std::string& out, std::int64_t value) {
  std::array<char, 24> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const char escape = kEscapes[c];
    if (escape == 0) continue;
    out.append(text, done, i - done);
    done = i + 1;
    out += '\\';
    out += escape;
    if (escape != 'u') continue;
    out += "00";
    out += kHex[c >> 4];
    out += kHex[c & 15];
  }
  out.append(text, done);
  out += '"';
}

void append_json_number(std::string& out, double value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

void append_seconds(std::string& out, Duration value) {
  std::int64_t ms = value.count();
  if (ms < 0) {
    out += '-';
    ms = -ms;
  }
  append_integer(out, ms / 1000);
  if (int rest = static_cast<int>(ms % 1000); rest != 0) {
    out += '.';
    for (int unit = 100; rest != 0; unit /= 10) {
      out += static_cast<char>('0' + rest / unit);
      rest %= unit;
    }
  }
}

std::string& JsonObjectWriter::key(std::string_view name) {
  const std::size_t at = out_.size();
  out_.resize(at + name.size() + (first_ ? 3 : 4));
  char* to = out_.data() + at;
  if (!first_) *to++ = ',';
  first_ = false;
  *to++ = '"';
  to = std::copy(name.begin(), name.end(), to);
  *to++ = '"';
  *to = ':';
  return out_;
}

void JsonObjectWriter::integer(std::string_view name, std::int64_t value) { append_integer(key(name), value); }

void JsonObjectWriter::time(std::string_view name, Timestamp value) {
  std::string& out = key(name);
  out += '"';
  append_rfc3339(out, value);
  out += '"';
}

}  // namespace muster
