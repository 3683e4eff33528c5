// The parts of JsonReader that are on the way of every token; included by json_reader.h only.
#pragma once

#include <cstring>

#include "schemas/json_reader.h"

namespace muster {

// The text between this token and the next, without the white space behind it.
inline std::string_view JsonReader::token() const {
  const std::size_t begin = at_[pos_];
  std::size_t end = at_[pos_ + 1];
  while (is_space(text_[end - 1])) --end;
  return text_.substr(begin, end - begin);
}

inline bool JsonReader::read_string(std::string_view& out) {
  if (peek() != '"') return false;
  const std::string_view quoted = token();
  ++pos_;
  if (quoted.size() < 2 || quoted.back() != '"') return fail();
  out = quoted.substr(1, quoted.size() - 2);
  if (escapes_ && out.find('\\') != std::string_view::npos) return unescape(out, out);
  return true;
}

inline bool JsonReader::advance(char closing) {
  Frame& frame = frames_[static_cast<std::size_t>(depth_ - 1)];
  const char c = peek();
  if (c == closing) {
    ++pos_;
    return leave();
  }
  if (frame.fresh) {
    frame.fresh = false;
    return true;
  }
  if (c != ',') return fail();
  ++pos_;
  return true;
}

inline bool JsonReader::enter(char opening) {
  if (peek() != opening) return false;
  if (depth_ == kMaxJsonDepth) return fail();
  ++pos_;
  frames_[static_cast<std::size_t>(depth_++)] = Frame{keys_.size(), true};
  return true;
}

// Always false: there is no next field or element.
inline bool JsonReader::leave() {
  const std::size_t first = frames_[static_cast<std::size_t>(--depth_)].first_key;
  if (keys_.size() - first > 1 && !keys_differ(first)) return fail();
  if (keys_.size() > first) keys_.resize(first);
  return false;
}

inline bool JsonReader::next_field(std::string_view& key) {
  if (!advance('}')) return false;
  if (!read_string(key) || peek() != ':') return fail();
  ++pos_;
  return true;
}

inline bool JsonReader::next_field_is(std::string_view name) {
  Frame& frame = frames_[static_cast<std::size_t>(depth_ - 1)];
  std::size_t pos = pos_;
  if (pos + 3 > count_) return false;
  const char* const text = text_.data();
  if (!frame.fresh && text[at_[pos++]] != ',') return false;
  const char* const key = text + at_[pos];
  const char* const colon = text + at_[pos + 1];
  const std::size_t quoted = name.size() + 2;
  if (static_cast<std::size_t>(colon - key) < quoted || key[0] != '"' || key[quoted - 1] != '"') return false;
  if (*colon != ':' || std::memcmp(key + 1, name.data(), name.size()) != 0) return false;
  frame.fresh = false;
  pos_ = pos + 2;
  return true;
}

}  // namespace muster
