// Behind codec.h: walks the fields of a row, one way or the other. A row lists its fields once, in
// `fields(archive, row)`, and Put and Take follow the list. One thread.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <type_traits>
#include <vector>

#include "projections/bytes.h"
#include "projections/component.h"
#include "schemas/named.h"
#include "schemas/time.h"

namespace muster::projections::codec {

// A row's own type, const on the way out.
template <class T, class Row>
concept Is = std::same_as<std::remove_const_t<T>, Row>;

// How many values an enum has.
template <class E>
inline constexpr std::uint8_t kValues = 0;

class Put {
 public:
  template <class... T>
  void operator()(const T&... fields) {
    (one(fields), ...);
  }
  template <class... T>
  void optionals(const std::optional<T>&... fields) {
    std::uint64_t mask = 0;
    int bit = 0;
    ((mask |= std::uint64_t{fields.has_value()} << bit++), ...);
    out_.varint(mask);
    ((fields ? one(*fields) : void()), ...);
  }
  void version(std::uint8_t v) { out_.byte(v); }
  std::string take() { return out_.take(); }

 private:
  void one(bool v) { out_.byte(v ? 1 : 0); }
  void one(std::uint32_t v) { out_.varint(v); }
  void one(std::uint64_t v) { out_.fixed64(v); }  // a hash: a varint would be longer
  void one(std::int64_t v) { out_.zigzag(v); }
  void one(double v) { out_.real(v); }
  void one(const std::string& v) { out_.text(v); }
  void one(Timestamp v) { out_.zigzag(to_ms(v)); }
  void one(Duration v) { out_.zigzag(v.count()); }
  void one(const Components& all);
  template <class Tag>
  void one(const Named<Tag>& v) { out_.text(v.view()); }
  template <class E>
    requires std::is_enum_v<E>
  void one(E v) { out_.byte(static_cast<std::uint8_t>(v)); }
  template <class T>
  void one(const std::optional<T>& v) {
    one(v.has_value());
    if (v) one(*v);
  }
  template <class A, class B>
  void one(const std::pair<A, B>& v) { one(v.first), one(v.second); }
  template <class T>
  void one(const std::vector<T>& all) {
    out_.varint(all.size());
    for (const T& v : all) one(v);
  }
  template <class K, class V>
  void one(const std::map<K, V>& all) {
    out_.varint(all.size());
    for (const auto& [k, v] : all) one(k), one(v);
  }
  template <class Struct>
    requires std::is_class_v<Struct>
  void one(const Struct& v) { fields(*this, v); }

  ByteWriter out_;
};

class Take {
 public:
  explicit Take(std::string_view bytes) : in_(bytes) {}

  template <class... T>
  void operator()(T&... fields) {
    (one(fields), ...);
  }
  template <class... T>
  void optionals(std::optional<T>&... fields) {
    std::uint64_t mask = in_.varint();
    if (mask >> sizeof...(T) != 0) in_.fail();
    ((mask & 1 ? one(fields.emplace()) : void(), mask >>= 1), ...);
  }
  void version(std::uint8_t v) {
    if (in_.byte() != v) in_.fail();
  }
  bool done() const { return in_.ok() && in_.at_end(); }

 private:
  void one(bool& v);
  void one(std::uint32_t& v);
  void one(std::uint64_t& v) { v = in_.fixed64(); }
  void one(std::int64_t& v) { v = in_.zigzag(); }
  void one(double& v);
  void one(std::string& v) { v.assign(in_.text()); }
  void one(Timestamp& v) { v = from_ms(in_.zigzag()); }
  void one(Duration& v) { v = Duration{in_.zigzag()}; }
  void one(Components& all);
  std::size_t count();
  template <class Tag>
  void one(Named<Tag>& v) { v.assign(in_.text()); }
  template <class E>
    requires std::is_enum_v<E>
  void one(E& v) {
    const std::uint8_t b = in_.byte();
    if (b >= kValues<E>) in_.fail();
    v = static_cast<E>(b);
  }
  template <class T>
  void one(std::optional<T>& v) {
    bool there = false;
    one(there);
    if (there) one(v.emplace());
  }
  template <class A, class B>
  void one(std::pair<A, B>& v) { one(v.first), one(v.second); }
  template <class T>
  void one(std::vector<T>& all) {
    for (std::size_t n = count(); n > 0 && in_.ok(); --n) one(all.emplace_back());
  }
  template <class K, class V>
  void one(std::map<K, V>& all) {
    for (std::size_t n = count(); n > 0 && in_.ok(); --n) {
      std::pair<K, V> entry;
      one(entry);
      if (!all.empty() && !(all.rbegin()->first < entry.first)) in_.fail();
      all.insert(all.end(), std::move(entry));
    }
  }
  template <class Struct>
    requires std::is_class_v<Struct>
  void one(Struct& v) { fields(*this, v); }

  ByteReader in_;
};

inline constexpr std::uint8_t kVersion = 1;

template <class Row>
std::string put_row(const Row& row) {
  Put put;
  put.version(kVersion);
  put(row);
  return put.take();
}

}  // namespace muster::projections::codec
