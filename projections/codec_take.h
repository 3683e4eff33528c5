// Behind codec.h: reads the fields of a row, as Put (codec_put.h) wrote them. One thread.
#pragma once

#include "projections/codec.h"
#include "projections/codec_put.h"

namespace muster::projections::codec {

// How many values an enum has.
template <class E>
inline constexpr std::uint8_t kValues = 0;

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
  void version() {
    if (in_.byte() != kVersion) in_.fail();
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
  void one(std::map<K, V>& all) { entries<K, V>(all); }
  template <class K, class V>
  void one(boost::container::flat_map<K, V>& all) { entries<K, V>(all); }
  template <class K, class V, class Map>
  void entries(Map& all) {
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

template <class Row>
Result<Row> take_row(std::string_view bytes, const char* kind_of_row) {
  Row row;
  Take take(bytes);
  take.version();
  take(row);
  if (!take.done()) return corrupt_row(kind_of_row);
  return row;
}

}  // namespace muster::projections::codec
