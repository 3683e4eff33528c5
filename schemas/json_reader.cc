#include "schemas/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace muster {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

const char* skip_digits(const char* p, const char* end) {
  while (p != end && is_digit(*p)) ++p;
  return p;
}

// number = [ - ] int [ frac ] [ exp ]
bool is_number(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  if (p != end && *p == '-') ++p;
  if (p == end || !is_digit(*p)) return false;
  p = *p == '0' ? p + 1 : skip_digits(p, end);
  if (p != end && *p == '.') {
    const char* const first = ++p;
    p = skip_digits(p, end);
    if (p == first) return false;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    const char* const first = p;
    p = skip_digits(p, end);
    if (p == first) return false;
  }
  return p == end;
}

// The UTF-16 unit of \uXXXX at `p`, or -1.
int unicode_escape(const char* p, const char* end) {
  if (end - p < 6 || p[0] != '\\' || p[1] != 'u') return -1;
  int unit = 0;
  const auto [stop, error] = std::from_chars(p + 2, p + 6, unit, 16);
  return error == std::errc{} && stop == p + 6 && p[2] != '-' ? unit : -1;
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto byte = [&](std::uint32_t b) { out += static_cast<char>(b); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6);
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

// Appends what \uXXXX, or a pair of them, stands for. Null for a surrogate that stands alone.
const char* take_unicode(const char* p, const char* end, std::string& out) {
  const int unit = unicode_escape(p, end);
  if (unit < 0 || (unit >= 0xDC00 && unit < 0xE000)) return nullptr;
  p += 6;
  if (unit < 0xD800 || unit >= 0xE000) {
    append_utf8(out, static_cast<std::uint32_t>(unit));
    return p;
  }
  const int low = unicode_escape(p, end);
  if (low < 0xDC00 || low >= 0xE000) return nullptr;
  append_utf8(out, 0x10000U + (static_cast<std::uint32_t>(unit - 0xD800) << 10) + static_cast<std::uint32_t>(low - 0xDC00));
  return p + 6;
}

// Appends what the escape at `p` stands for and returns the place behind it; null where it is none.
const char* take_escape(const char* p, const char* end, std::string& out) {
  if (end - p < 2) return nullptr;
  if (p[1] == 'u') return take_unicode(p, end, out);
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t i = kLetters.find(p[1]);
  if (i == std::string_view::npos) return nullptr;
  out += kMeanings[i];
  return p + 2;
}

}  // namespace

bool JsonReader::load(std::string_view text) {
  text_ = text;
  pos_ = 0;
  depth_ = 0;
  keys_.clear();
  unescaped_.clear();
  malformed_ = !index_.build(text);
  at_ = index_.at();
  count_ = malformed_ ? 0 : index_.count();
  escapes_ = text.find('\\') != std::string_view::npos;
  // What is unescaped is no longer than the text, and read twice at most; the views must not move.
  if (escapes_) unescaped_.reserve(2 * text.size());
  return !malformed_;
}

bool JsonReader::fail() {
  malformed_ = true;
  pos_ = count_;
  return false;
}

bool JsonReader::read_number(std::string_view& out) {
  const char c = peek();
  if (c != '-' && !is_digit(c)) return false;
  out = token();
  ++pos_;
  return is_number(out) || fail();
}

bool JsonReader::read_bool(bool& out) {
  const char c = peek();
  if (c != 't' && c != 'f') return false;
  out = c == 't';
  const std::string_view word = token();
  ++pos_;
  return word == (out ? "true" : "false") || fail();
}

bool JsonReader::read_null() {
  if (peek() != 'n') return false;
  const std::string_view word = token();
  ++pos_;
  return word == "null" || fail();
}

bool JsonReader::keys_differ(std::size_t first) {
  const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, keys_.end());
  return std::adjacent_find(begin, keys_.end()) == keys_.end();
}

std::string_view JsonReader::skip() {
  const std::size_t start = pos_;
  std::string_view text;
  bool flag = false;
  if (enter_object()) {
    while (next_field(text)) {
      compare_key(text);
      skip();
    }
  } else if (enter_array()) {
    while (next_element()) skip();
  } else if (!read_string(text) && !read_number(text) && !read_bool(flag) && !read_null()) {
    fail();
  }
  if (malformed_) return {};
  const std::size_t end = pos_;
  pos_ = end - 1;
  const std::string_view last = token();
  pos_ = end;
  return {text_.data() + at_[start], static_cast<std::size_t>(last.data() + last.size() - text_.data()) - at_[start]};
}

bool JsonReader::unescape(std::string_view raw, std::string_view& out) {
  const std::size_t begin = unescaped_.size();
  const char* p = raw.data();
  const char* const end = p + raw.size();
  while (p != end) {
    if (*p != '\\') {
      unescaped_ += *p++;
      continue;
    }
    p = take_escape(p, end, unescaped_);
    if (p == nullptr) return fail();
  }
  out = std::string_view(unescaped_).substr(begin);
  return true;
}

}  // namespace muster
