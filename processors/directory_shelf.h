// The records of one tenant and type: each its id and text in one piece of memory, found by id, in order
// of ids, and by terms. One writer, or several readers; the caller sees to that.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/btree_set.h>

#include "processors/directory_terms.h"

namespace muster::processors {

class Shelf {
 public:
  struct Held {
    std::string_view id;
    std::string_view record;  // empty: there is none
  };

  Shelf() : by_id_(ById{&slots_}) {}
  Shelf(const Shelf&) = delete;
  Shelf& operator=(const Shelf&) = delete;

  Held find(std::string_view id) const;
  std::size_t size() const { return by_id_.size(); }

  // `terms` are those of `record`, `had` those of the one that it takes the place of.
  void put(std::string_view id, std::string_view record, std::span<const Term> terms, std::span<const Term> had);
  void erase(std::string_view id, std::span<const Term> had);

  // What a record takes, with all that finds it.
  static std::size_t bytes_of(std::size_t id, std::size_t record, std::size_t terms);

  // Calls take(Held) in order of ids from the first behind `after` until it says false.
  template <class Take>
  void each_after(std::string_view after, Take take) const {
    auto it = after.empty() ? by_id_.begin() : by_id_.upper_bound(after);
    for (; it != by_id_.end() && take(held(*it)); ++it) {
    }
  }
  // Calls take(Held) for each record and term in the range, until it says false.
  template <class Take>
  void each_with(TermRange range, Take take) const {
    for (auto it = by_term_.lower_bound(Posting{range.first, 0}); it != by_term_.end() && it->term() <= range.last; ++it) {
      if (!take(held(it->slot))) return;
    }
  }

 private:
  using Slot = std::uint32_t;
  using Slots = std::vector<std::unique_ptr<char[]>>;  // each: length of the id (1) of the record (4) id record

  struct ById {
    using is_transparent = void;
    const Slots* slots;
    bool operator()(Slot a, Slot b) const { return id_of((*slots)[a]) < id_of((*slots)[b]); }
    bool operator()(Slot a, std::string_view b) const { return id_of((*slots)[a]) < b; }
    bool operator()(std::string_view a, Slot b) const { return a < id_of((*slots)[b]); }
  };

  // Twelve bytes, since there are many.
  struct Posting {
    std::uint32_t high, low;
    Slot slot;
    Posting(Term term, Slot s) : high(static_cast<std::uint32_t>(term >> 32)), low(static_cast<std::uint32_t>(term)), slot(s) {}
    Term term() const { return Term{high} << 32 | low; }
    friend auto operator<=>(const Posting&, const Posting&) = default;
  };

  static std::string_view id_of(const std::unique_ptr<char[]>& text);
  Held held(Slot slot) const;
  Slot take_slot();

  Slots slots_;
  std::vector<Slot> free_;
  absl::btree_set<Slot, ById> by_id_;
  absl::btree_set<Posting> by_term_;
};

}  // namespace muster::processors
