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
#include <utility>

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

  void take(std::string_view& out) {
    if (!json_.read_string(out)) wrong("not a text");
  }
  void take(std::string& out) {
    std::string_view text;
    take(text);
    out.assign(text);
  }
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

  // Straight through the table, for fields that come in its order.
  template <class T, std::size_t... Row>
  std::uint32_t take_in_order(T& out, std::size_t level, std::index_sequence<Row...>) {
    return (take_if_next<Row>(out, level) | ...);
  }

  template <std::size_t Row, class T>
  std::uint32_t take_if_next(T& out, std::size_t level) {
    constexpr Field<T> row = Fields<T>::kTable[Row];
    if (!json_.next_field_is(row.name)) return 0;
    path_[level] = row.name;
    row.take(*this, out);
    return 1U << Row;
  }

  // Whatever else there is in the object, up to its end.
  template <class T>
  void take_in_any_order(T& out, std::size_t level, std::uint32_t& seen);

  void note_here(std::string_view hint) { note({}, hint); }

  static constexpr std::size_t kMaxLevel = 8;
  JsonReader json_;
  std::array<std::string_view, kMaxLevel> path_;
  std::size_t level_ = 0;
  std::optional<Error> error_;
};

}  // namespace muster

#include "schemas/field_reader_inline.h"
