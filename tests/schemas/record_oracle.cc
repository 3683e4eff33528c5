#include "record_oracle.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "schemas/json_reader.h"

namespace muster {
namespace {

using Json = nlohmann::json;

class Sax : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(); }
  bool key(string_t& key) override { return keys_.back().insert(key).second; }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }

  // nlohmann refuses numbers beyond a double, RFC 8259 does not.
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) override {
    constexpr int kNumberOverflow = 406;
    if (error.id == kNumberOverflow) overflow_ = Overflow{position, token};
    return false;
  }

  struct Overflow {
    std::size_t position;
    std::string token;
  };
  const std::optional<Overflow>& overflow() const { return overflow_; }

 private:
  bool open() {
    keys_.emplace_back();
    return keys_.size() <= kMaxJsonDepth;
  }
  bool close() {
    keys_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> keys_;
  std::optional<Overflow> overflow_;
};

}  // namespace

bool is_strict_json(std::string text) {
  // Two more differences: nlohmann skips a byte order mark, and takes a NUL for the end of the text.
  if (text.starts_with("\xef\xbb\xbf") || text.find('\0') != std::string::npos) return false;
  for (;;) {
    Sax sax;
    if (Json::sax_parse(text, &sax)) return true;
    if (!sax.overflow()) return false;
    const std::size_t at = text.rfind(sax.overflow()->token, sax.overflow()->position);
    if (at == std::string::npos) return false;
    // By a number that what follows can continue no more than this one.
    text.erase(at, sax.overflow()->token.size()).insert(at, "1e1");
  }
}

}  // namespace muster
