// Strict forward reader of one JSON text: RFC 8259, at most kMaxJsonDepth levels. It stands on a
// token. Each read_ takes the value it stands on, or returns false: then the value is of another
// type and still there, or the text is malformed(), which it stays, and nothing more can be read.
// One reader a thread; it keeps its buffers. Views are valid until the next load().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/structural_index.h"

namespace muster {

inline constexpr int kMaxJsonDepth = 64;

class JsonReader {
 public:
  // Stands on the first token. False: malformed. `text` must outlive the reads.
  bool load(std::string_view text);

  bool malformed() const { return malformed_; }
  bool at_end() const { return pos_ == count_; }

  // First character of the token; 0 at the end and when malformed.
  char peek() const { return pos_ < count_ ? text_[at_[pos_]] : '\0'; }

  bool read_string(std::string_view& out);
  bool read_number(std::string_view& out);  // the text of it
  bool read_bool(bool& out);
  bool read_null();
  std::string_view skip();  // takes any value, checks all of it, and returns its text

  // if (enter_object()) while (next_field(key)) { take one value }
  // Keys handed to compare_key() are compared with each other when the object ends: equal ones make
  // the text malformed. A caller that tells its known fields apart itself hands over only the rest.
  bool enter_object() { return enter('{'); }
  bool next_field(std::string_view& key);
  void compare_key(std::string_view key) { keys_.push_back(key); }
  // A short cut: takes the next field if it is `name`, spelled without escapes.
  bool next_field_is(std::string_view name);
  // if (enter_array()) while (next_element()) { take one value }
  bool enter_array() { return enter('['); }
  bool next_element() { return advance(']'); }

  // The caller found the text malformed: one of its known keys came twice. Returns false.
  bool fail();

  // To come back to a value that skip() has taken, once, from the same level.
  std::size_t position() const { return pos_; }
  void go_back(std::size_t position) { pos_ = malformed_ ? count_ : position; }

 private:
  struct Frame {
    std::size_t first_key = 0;
    bool fresh = false;
  };

  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
  std::string_view token() const;
  bool enter(char opening);
  bool advance(char closing);
  bool leave();
  bool keys_differ(std::size_t first);
  bool unescape(std::string_view raw, std::string_view& out);

  std::string_view text_;
  StructuralIndex index_;
  const std::uint32_t* at_ = nullptr;
  std::size_t count_ = 0;
  std::size_t pos_ = 0;
  bool malformed_ = true;
  bool escapes_ = false;  // somewhere in the text
  int depth_ = 0;
  std::array<Frame, kMaxJsonDepth> frames_;
  std::vector<std::string_view> keys_;
  std::string unescaped_;
};

}  // namespace muster

#include "schemas/json_reader_inline.h"
