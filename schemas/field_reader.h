// Reads objects into structs by tables of their fields. What is of the wrong type or missing is
// noted (the first such place) and read over, so that the whole text is checked in any case.
// One reader a thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "schemas/enum_names.h"
#include "schemas/json_reader.h"
#include "schemas/named.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster {

class FieldReader;

enum class Need : bool { optional = false, required = true };

template <class Owner>
struct Field {
  std::string_view name;
  Need need;
  void (*take)(FieldReader&, Owner&);
};

// The table of a struct: a specialisation with `static constexpr std::array kTable`, at most 32 rows,
// in the order in which encode() writes them: that order is the fast one.
template <class Owner>
struct Fields;

class FieldReader {
 public:
  bool load(std::string_view text);
  JsonReader& json() { return json_; }

  // The first wrong or missing field; empty when there was none. Code bad_event.
  const std::optional<Error>& error() const { return error_; }
  // Notes the value that the reader stands on as wrong, and skips it.
  void wrong(std::string_view hint);
  // Notes the field `name` of the object that was just read.
  void note(std::string_view name, std::string_view hint);

  void take(std::string_view& out);
  void take(std::string& out);
  void take(double& out);
  void take(bool& out);
  void take(std::uint32_t& out);
  void take(Timestamp& out);
  void take(Duration& out);                                // seconds with at most three decimals
  void take(std::optional<std::optional<Timestamp>>& out);  // null: the inner one is empty

  template <class Tag>
  void take(Named<Tag>& out) {
    std::string_view text;
    take(text);
    out.assign(text);
  }

  template <class T>
  void take(std::optional<T>& out) {
    if (!out) out.emplace();
    take(*out);
  }

  template <class T>
  void take(T& out) {
    if constexpr (std::is_enum_v<T>) {
      take_enum(out);
    } else {
      take_object(out);
    }
  }

  // As take(), for a value that was skipped at `position`, a field `name` of the outermost object.
  template <class T>
  void take_skipped(std::size_t position, std::string_view name, T&& take_value) {
    json_.go_back(position);
    path_[0] = name;
    level_ = 1;
    take_value();
    level_ = 0;
  }

 private:
  template <class T>
  void take_enum(T& out) {
    std::string_view text;
    if (!json_.read_string(text)) return wrong("not a text");
    if (const auto value = from_name<T>(text)) {
      out = *value;
    } else {
      note_here("not one of the known words");
    }
  }

  template <class T>
  void take_object(T& out);

  void note_here(std::string_view hint) { note({}, hint); }

  static constexpr std::size_t kMaxLevel = 8;
  JsonReader json_;
  std::array<std::string_view, kMaxLevel> path_;
  std::size_t level_ = 0;
  std::optional<Error> error_;
};

template <class T>
void FieldReader::take_object(T& out) {
  constexpr const auto& table = Fields<T>::kTable;
  constexpr std::size_t count = table.size();
  if (!json_.enter_object()) return wrong("not an object");
  std::uint32_t seen = 0;
  std::size_t guess = 0;
  std::string_view key;
  const std::size_t level = level_++;
  while (json_.next_field(key)) {
    std::size_t left = count;
    while (left > 0 && table[guess].name != key) {
      guess = guess + 1 == count ? 0 : guess + 1;
      --left;
    }
    if (left == 0) {
      json_.compare_key(key);
      json_.skip();
      continue;
    }
    if ((seen >> guess & 1U) != 0) {
      json_.fail();
      break;
    }
    seen |= 1U << guess;
    path_[level] = table[guess].name;
    table[guess].take(*this, out);
    guess = guess + 1 == count ? 0 : guess + 1;
  }
  level_ = level;
  for (std::size_t i = 0; i < count; ++i) {
    if (table[i].need == Need::required && (seen >> i & 1U) == 0) note(table[i].name, "missing");
  }
}

}  // namespace muster
