#include "ingest/json_fault.h"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include "schemas/json_reader.h"

namespace muster::ingest {
namespace {

// Walks the text and stops at the first key that its object has already.
class DuplicateFinder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  const std::optional<std::string>& pointer() const { return pointer_; }
  bool too_deep() const { return too_deep_; }

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

  bool key(string_t& name) override {
    levels_.back().token = name;
    if (levels_.back().keys.insert(name).second) return true;
    pointer_.emplace();
    for (const Level& level : levels_) append_pointer(*pointer_, level.array ? std::to_string(level.index) : level.token);
    return false;
  }

 private:
  struct Level {
    bool array = false;
    std::size_t index = 0;
    std::string token;
    std::set<std::string> keys;
  };

  bool value() {
    if (!levels_.empty()) ++levels_.back().index;
    return true;
  }
  bool open(bool array) {
    too_deep_ = levels_.size() >= static_cast<std::size_t>(kMaxJsonDepth);
    levels_.emplace_back().array = array;
    return !too_deep_;
  }
  bool close() {
    levels_.pop_back();
    return value();
  }

  std::vector<Level> levels_;
  std::optional<std::string> pointer_;
  bool too_deep_ = false;
};

Error unreadable(const char* code, std::string where, const char* hint) {
  return Error{code, ErrorClass::invalid, std::move(where), hint};
}

}  // namespace

Error json_fault(std::string_view text) {
  if (!simdjson::validate_utf8(text.data(), text.size())) return unreadable("bad_utf8", "", "the body is not UTF-8");
  DuplicateFinder finder;
  nlohmann::json::sax_parse(text, &finder);
  if (finder.pointer()) return unreadable("duplicate_key", *finder.pointer(), "an object names this key twice");
  if (finder.too_deep()) return unreadable("bad_json", "", "nested deeper than 64 levels");
  return unreadable("bad_json", "", "the body is not JSON (RFC 8259)");
}

void append_pointer(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

}  // namespace muster::ingest
