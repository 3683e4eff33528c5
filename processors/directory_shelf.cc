#include "processors/directory_shelf.h"

#include <algorithm>
#include <cstring>

namespace muster::processors {
namespace {

constexpr std::size_t kIdLength = 1;
constexpr std::size_t kRecordLength = 4;
constexpr std::size_t kHead = kIdLength + kRecordLength;

std::unique_ptr<char[]> pack(std::string_view id, std::string_view record) {
  auto text = std::make_unique_for_overwrite<char[]>(kHead + id.size() + record.size());
  text[0] = static_cast<char>(id.size());
  const auto length = static_cast<std::uint32_t>(record.size());
  std::memcpy(text.get() + kIdLength, &length, kRecordLength);
  std::copy(id.begin(), id.end(), text.get() + kHead);
  std::copy(record.begin(), record.end(), text.get() + kHead + id.size());
  return text;
}

}  // namespace

std::string_view Shelf::id_of(const std::unique_ptr<char[]>& text) {
  return {text.get() + kHead, static_cast<unsigned char>(text[0])};
}

Shelf::Held Shelf::held(Slot slot) const {
  const auto& text = slots_[slot];
  const std::string_view id = id_of(text);
  std::uint32_t length = 0;
  std::memcpy(&length, text.get() + kIdLength, kRecordLength);
  return {id, {id.data() + id.size(), length}};
}

Shelf::Held Shelf::find(std::string_view id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? Held{} : held(*it);
}

Shelf::Slot Shelf::take_slot() {
  if (free_.empty()) {
    slots_.emplace_back();
    return static_cast<Slot>(slots_.size() - 1);
  }
  const Slot slot = free_.back();
  free_.pop_back();
  return slot;
}

void Shelf::put(std::string_view id, std::string_view record, std::span<const Term> terms, std::span<const Term> had) {
  auto text = pack(id, record);
  const auto it = by_id_.find(id);
  const bool there = it != by_id_.end();
  const Slot slot = there ? *it : take_slot();
  slots_[slot] = std::move(text);
  if (!there) by_id_.insert(slot);
  for (const Term term : had) {
    if (!std::binary_search(terms.begin(), terms.end(), term)) by_term_.erase(Posting{term, slot});
  }
  for (const Term term : terms) by_term_.insert(Posting{term, slot});
}

void Shelf::erase(std::string_view id, std::span<const Term> had) {
  const auto it = by_id_.find(id);
  if (it == by_id_.end()) return;
  const Slot slot = *it;
  for (const Term term : had) by_term_.erase(Posting{term, slot});
  by_id_.erase(it);
  slots_[slot].reset();
  free_.push_back(slot);
}

std::size_t Shelf::bytes_of(std::size_t id, std::size_t record, std::size_t terms) {
  // What malloc adds, and the nodes of the trees at three quarters full.
  constexpr std::size_t kChunk = 16;
  const std::size_t text = (kHead + id + record + sizeof(void*) + kChunk - 1) / kChunk * kChunk;
  return text + sizeof(void*) + (sizeof(Slot) + terms * sizeof(Posting)) * 4 / 3;
}

}  // namespace muster::processors
