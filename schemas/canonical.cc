// RFC 8785 (JSON Canonicalization Scheme).
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "schemas/ids.h"
#include "schemas/json_number.h"
#include "schemas/json_reader.h"
#include "schemas/json_writer.h"

namespace muster {
namespace {

// Numbers as ECMAScript prints them: the shortest digits, an exponent from 1e21 up and below 1e-6.
void append_ecma_number(std::string& out, double value) {
  if (value == 0) {
    out += '0';
    return;
  }
  if (value < 0) out += '-';
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value), std::chars_format::scientific).ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = text.find('e');
  std::string digits;
  for (const char c : text.substr(0, e)) {
    if (c != '.') digits += c;
  }
  const int count = static_cast<int>(digits.size());
  const int point = std::atoi(text.data() + e + 1) + 1;  // how many digits stand before the point
  if (point > 21 || point < -5) {
    out += digits[0];
    if (count > 1) out.append(".").append(digits, 1);
    out += point > 21 ? "e+" : "e-";
    out += std::to_string(std::abs(point - 1));
  } else if (point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else if (count <= point) {
    out.append(digits).append(static_cast<std::size_t>(point - count), '0');
  } else {
    const auto split = static_cast<std::size_t>(point);
    out.append(digits, 0, split).append(".").append(digits, split);
  }
}

// The order of UTF-16 units, told from UTF-8: it is that of the bytes, but that what takes a pair of
// units (lead bytes from 0xF0) comes before U+E000 to U+FFFF (lead bytes 0xEE and 0xEF).
bool before_in_utf16(std::string_view a, std::string_view b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() || y == b.end()) return x == a.end() && y != b.end();
  const auto p = static_cast<unsigned char>(*x);
  const auto q = static_cast<unsigned char>(*y);
  if (p >= 0xEE && q >= 0xEE && (p >= 0xF0) != (q >= 0xF0)) return p >= 0xF0;
  return p < q;
}

struct Member {
  std::string_view key;
  std::string text;  // "key":value
};

class Canonicalizer {
 public:
  explicit Canonicalizer(JsonReader& in) : in_(in) {}

  // False where the value has no canonical form or the text is malformed.
  bool append_value(std::string& out) {
    std::string_view text;
    bool flag = false;
    if (in_.enter_object()) return append_members(out);
    if (in_.enter_array()) return append_elements(out);
    if (in_.read_string(text)) {
      append_json_string(out, text);
    } else if (in_.read_number(text)) {
      const double value = to_double(text);
      if (!std::isfinite(value)) return false;
      append_ecma_number(out, value);
    } else if (in_.read_bool(flag)) {
      out += flag ? "true" : "false";
    } else if (in_.read_null()) {
      out += "null";
    } else {
      return false;
    }
    return true;
  }

 private:
  bool append_members(std::string& out) {
    std::vector<Member> members;
    std::string_view key;
    while (in_.next_field(key)) {
      in_.compare_key(key);
      Member& member = members.emplace_back(Member{key, {}});
      append_json_string(member.text, key);
      member.text += ':';
      if (!append_value(member.text)) return false;
    }
    if (in_.malformed()) return false;
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) { return before_in_utf16(a.key, b.key); });
    char separator = '{';
    for (const Member& member : members) {
      out += separator;
      out += member.text;
      separator = ',';
    }
    out += members.empty() ? "{}" : "}";
    return true;
  }

  bool append_elements(std::string& out) {
    char separator = '[';
    while (in_.next_element()) {
      out += separator;
      separator = ',';
      if (!append_value(out)) return false;
    }
    out += separator == '[' ? "[]" : "]";
    return !in_.malformed();
  }

  JsonReader& in_;
};

}  // namespace

Result<std::string> canonical_json(std::string_view json) {
  JsonReader in;
  std::string out;
  if (!in.load(json) || !Canonicalizer(in).append_value(out) || in.malformed() || !in.at_end()) {
    return Error{"bad_json", ErrorClass::invalid, "", "not JSON, or a number in it is beyond a double"};
  }
  return out;
}

}  // namespace muster
