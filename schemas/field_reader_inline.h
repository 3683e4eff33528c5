// The templates of FieldReader; included by field_reader.h only.
#pragma once

#include <array>
#include <cstdint>

#include "schemas/field_reader.h"

namespace muster {

// The bits of the required rows of a table.
template <class Table>
constexpr std::uint32_t required_fields(const Table& table) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < table.size(); ++i) bits |= (table[i].need == Need::required ? 1U : 0U) << i;
  return bits;
}

template <class T>
void FieldReader::take_object(T& out) {
  constexpr const auto& table = Fields<T>::kTable;
  constexpr std::uint32_t required = required_fields(table);
  if (!json_.enter_object()) return wrong("not an object");
  const std::size_t level = level_++;
  std::uint32_t seen = take_in_order(out, level, std::make_index_sequence<table.size()>{});
  take_in_any_order(out, level, seen);
  level_ = level;
  if ((seen & required) == required) return;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (((required & ~seen) >> i & 1U) != 0) note(table[i].name, "missing");
  }
}

template <class T>
void FieldReader::take_in_any_order(T& out, std::size_t level, std::uint32_t& seen) {
  constexpr const auto& table = Fields<T>::kTable;
  std::string_view key;
  while (json_.next_field(key)) {
    std::size_t row = 0;
    while (row < table.size() && table[row].name != key) ++row;
    if (row == table.size()) {
      json_.compare_key(key);
      json_.skip();
      continue;
    }
    if ((seen >> row & 1U) != 0) {
      json_.fail();
      return;
    }
    seen |= 1U << row;
    path_[level] = table[row].name;
    table[row].take(*this, out);
  }
}

}  // namespace muster
