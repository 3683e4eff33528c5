// The subjects that one partition holds in memory, found by the key of their records. An open table, so
// that what is about to be asked for can be fetched ahead: nearly every event of a large deployment is
// of a subject that no cache of the processor holds. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "processors/subject.h"

namespace muster::processors {

class SubjectTable {
 public:
  SubjectTable() : slots_(kLeastSlots) {}

  Subject* find(std::string_view key);  // null: not held
  Subject& insert(std::string_view key, std::unique_ptr<Subject> subject);

  // Fetches the place of a key, and, some keys later, what stands there.
  void expect(std::string_view key) const;
  void fetch(std::string_view key) const;

  std::size_t size() const { return size_; }
  // Drops all that was not asked for since the last sweep; none of them may be dirty. Returns the bytes
  // that the dropped ones counted for.
  std::size_t sweep();
  void clear();

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::unique_ptr<Subject> subject;
  };
  static constexpr std::size_t kLeastSlots = 64;
  std::size_t place(std::uint64_t hash) const { return hash & (slots_.size() - 1); }
  void put(std::vector<Slot>& slots, Slot slot) const;
  void resize(std::size_t slots);

  std::vector<Slot> slots_;  // a power of two, at most half of it taken
  std::size_t size_ = 0;
};

}  // namespace muster::processors
