// The store as it will be after the next flush: what is committed, under what is not yet written. One
// for each subject, so that few keys are compared. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "projections/kv.h"

namespace muster::processors {

class Overlay {
 public:
  // `bytes` sums up what all overlays hold. Both outlive this.
  Overlay(const projections::Reads& committed, std::size_t& bytes) : committed_(committed), bytes_(bytes) {}

  std::optional<std::string> get(projections::Family f, std::string_view key) const;
  // Keys in [from, to), rising or falling, until `visit` says enough.
  void scan(projections::Family f, std::string_view from, std::string_view to,
            const projections::Visit& visit) const;
  void scan_back(projections::Family f, std::string_view from, std::string_view to,
                 const projections::Visit& visit) const;

  void put(projections::Family f, std::string key, std::string value);
  void erase(projections::Family f, std::string key);

  bool empty() const { return rows_.empty(); }

  void write_to(projections::Batch& batch) const;
  void clear() { rows_.clear(); }  // the sum of bytes is whoever's holds it

 private:
  struct Key {
    projections::Family family;
    std::string key;
  };
  struct KeyView {
    projections::Family family;
    std::string_view key;
  };
  struct Less {
    using is_transparent = void;
    static KeyView view(const Key& k) { return {k.family, k.key}; }
    static KeyView view(const KeyView& k) { return k; }
    template <class A, class B>
    bool operator()(const A& left, const B& right) const {
      const KeyView a = view(left), b = view(right);
      return a.family != b.family ? a.family < b.family : a.key < b.key;
    }
  };
  using Rows = std::map<Key, std::optional<std::string>, Less>;  // empty: erased

  template <class Row, class Before, class Scan>
  static void show_merged(Row next, Row end, const Before& before, const Scan& scan, const projections::Visit& visit);

  const projections::Reads& committed_;
  std::size_t& bytes_;
  Rows rows_;
};

}  // namespace muster::processors
