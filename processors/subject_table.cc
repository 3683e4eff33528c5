#include "processors/subject_table.h"

#include <xxhash.h>

#include <utility>

namespace muster::processors {
namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kFetched = 6 * kLine;  // of a subject: what a ping reads

std::uint64_t hash_of(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }

bool is_of(const Subject& s, std::string_view key) {
  const std::string_view tenant = s.tenant.view(), id = s.id.view();
  return key.size() == tenant.size() + 1 + id.size() && key.starts_with(tenant) && key.ends_with(id);
}

}  // namespace

Subject* SubjectTable::find(std::string_view key) {
  const std::uint64_t hash = hash_of(key);
  for (std::size_t i = place(hash); slots_[i].subject; i = (i + 1) & (slots_.size() - 1)) {
    if (slots_[i].hash != hash || !is_of(*slots_[i].subject, key)) continue;
    slots_[i].subject->recent = true;
    return slots_[i].subject.get();
  }
  return nullptr;
}

Subject& SubjectTable::insert(std::string_view key, std::unique_ptr<Subject> subject) {
  if (2 * (size_ + 1) > slots_.size()) resize(2 * slots_.size());
  Subject& s = *subject;
  s.recent = true;
  put(slots_, {hash_of(key), std::move(subject)});
  ++size_;
  return s;
}

void SubjectTable::put(std::vector<Slot>& slots, Slot slot) const {
  std::size_t i = slot.hash & (slots.size() - 1);
  while (slots[i].subject) i = (i + 1) & (slots.size() - 1);
  slots[i] = std::move(slot);
}

void SubjectTable::resize(std::size_t count) {
  std::vector<Slot> slots(count);
  for (Slot& slot : slots_) {
    if (slot.subject) put(slots, std::move(slot));
  }
  slots_ = std::move(slots);
}

void SubjectTable::expect(std::string_view key) const { __builtin_prefetch(&slots_[place(hash_of(key))]); }

void SubjectTable::fetch(std::string_view key) const {
  const auto* subject = reinterpret_cast<const char*>(slots_[place(hash_of(key))].subject.get());
  if (subject == nullptr) return;
  for (std::size_t at = 0; at < kFetched; at += kLine) __builtin_prefetch(subject + at);
}

std::size_t SubjectTable::sweep() {
  std::size_t bytes = 0;
  for (Slot& slot : slots_) {
    if (!slot.subject || std::exchange(slot.subject->recent, false)) continue;
    bytes += slot.subject->counted_bytes;
    slot.subject.reset();
    --size_;
  }
  std::size_t count = kLeastSlots;
  while (count < 2 * size_) count *= 2;
  resize(count);
  return bytes;
}

void SubjectTable::clear() {
  slots_ = std::vector<Slot>(kLeastSlots);
  size_ = 0;
}

}  // namespace muster::processors
