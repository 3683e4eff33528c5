// Writes JSON straight into a string: no DOM, no white space, keys in the order of the calls.
// Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/time.h"

namespace muster {

// Quoted and escaped as RFC 8785 does it; `text` is UTF-8.
void append_json_string(std::string& out, std::string_view text);
// The shortest text that reads back as the same double; `value` is finite.
void append_json_number(std::string& out, double value);
// Seconds with as many decimals as needed, at most three: 60, 0.5.
void append_seconds(std::string& out, Duration value);

// One object; what is nested is written by whoever follows a key().
class JsonObjectWriter {
 public:
  explicit JsonObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  JsonObjectWriter(const JsonObjectWriter&) = delete;
  JsonObjectWriter& operator=(const JsonObjectWriter&) = delete;
  ~JsonObjectWriter() { out_ += '}'; }

  std::string& key(std::string_view name);  // a plain name, nothing in it to escape
  void text(std::string_view name, std::string_view value) { append_json_string(key(name), value); }
  void number(std::string_view name, double value) { append_json_number(key(name), value); }
  void integer(std::string_view name, std::int64_t value);
  void flag(std::string_view name, bool value) { key(name) += value ? "true" : "false"; }
  void seconds(std::string_view name, Duration value) { append_seconds(key(name), value); }
  void time(std::string_view name, Timestamp value);
  void null(std::string_view name) { key(name) += "null"; }

  // Absent where empty.
  void text_if(std::string_view name, const std::optional<std::string>& value) { if (value) text(name, *value); }
  void number_if(std::string_view name, const std::optional<double>& value) { if (value) number(name, *value); }
  void flag_if(std::string_view name, const std::optional<bool>& value) { if (value) flag(name, *value); }
  void seconds_if(std::string_view name, const std::optional<Duration>& value) { if (value) seconds(name, *value); }
  void time_if(std::string_view name, const std::optional<Timestamp>& value) { if (value) time(name, *value); }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace muster
