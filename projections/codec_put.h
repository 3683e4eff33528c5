// Behind codec.h: writes the fields of a row. A row lists its fields once, in `fields(archive, row)`;
// Put follows the list on the way out, Take (codec_take.h) on the way in. One thread.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <type_traits>
#include <vector>

#include <boost/container/flat_map.hpp>

#include "projections/bytes.h"
#include "projections/component.h"
#include "schemas/named.h"
#include "schemas/time.h"

namespace muster::projections::codec {

inline constexpr std::uint8_t kVersion = 1;

// A row's own type, const on the way out.
template <class T, class Row>
concept Is = std::same_as<std::remove_const_t<T>, Row>;

class Put {
 public:
  explicit Put(std::string&& room) : out_(std::move(room)) {}

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
  void version() { out_.byte(kVersion); }
  const std::string& bytes() const { return out_.bytes(); }
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
  void one(const std::map<K, V>& all) { entries(all); }
  template <class K, class V>
  void one(const boost::container::flat_map<K, V>& all) { entries(all); }
  template <class Map>
  void entries(const Map& all) {
    out_.varint(all.size());
    for (const auto& [k, v] : all) one(k), one(v);
  }
  template <class Struct>
    requires std::is_class_v<Struct>
  void one(const Struct& v) { fields(*this, v); }

  ByteWriter out_;
};

template <class Row>
std::string put_row(const Row& row) {
  thread_local std::string room;  // so that a row costs one allocation, of its size
  Put put(std::move(room));
  put.version();
  put(row);
  std::string bytes = put.bytes();
  room = put.take();
  return bytes;
}

}  // namespace muster::projections::codec
