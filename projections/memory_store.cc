#include "projections/memory_store.h"

#include <utility>

#include "projections/family.h"
#include "schemas/ids.h"

namespace muster::projections {
namespace {

using Table = MemoryStore::Table;
using Tables = MemoryStore::Tables;

struct Write {
  enum class What { put, erase, add } what;
  Family family;
  std::string key, value;
};

class MemoryBatch final : public Batch {
 public:
  void put(Family f, std::string_view key, std::string_view value) override {
    note({Write::What::put, f, std::string(key), std::string(value)});
  }
  void erase(Family f, std::string_view key) override {
    note({Write::What::erase, f, std::string(key), {}});
  }
  void add(Family f, std::string_view key, std::string_view edges) override {
    note({Write::What::add, f, std::string(key), std::string(edges)});
  }
  std::size_t bytes() const override { return bytes_; }

  std::vector<Write> writes;

 private:
  void note(Write w) {
    bytes_ += w.key.size() + w.value.size();
    writes.push_back(std::move(w));
  }
  std::size_t bytes_ = 0;
};

void apply(Table& table, Write& w) {
  switch (w.what) {
    case Write::What::put:
      table.insert_or_assign(std::move(w.key), std::move(w.value));
      return;
    case Write::What::erase:
      table.erase(w.key);
      return;
    case Write::What::add: {
      const auto it = table.try_emplace(w.key).first;
      it->second = merge_rows(w.family, it->second, w.value);
      if (it->second.empty()) table.erase(it);
      return;
    }
  }
}

// The least entry at or after `from`, or the greatest before `to`; null if it is not in [from, to).
const Table::value_type* first_in(const Table& table, std::string_view from, std::string_view to) {
  const auto it = table.lower_bound(from);
  return it != table.end() && (to.empty() || it->first < to) ? &*it : nullptr;
}

const Table::value_type* last_in(const Table& table, std::string_view from, std::string_view to) {
  const auto it = to.empty() ? table.end() : table.lower_bound(to);
  return it != table.begin() && std::prev(it)->first >= from ? &*std::prev(it) : nullptr;
}

using Entry = std::optional<std::pair<std::string, std::string>>;
using Find = const Table::value_type* (*)(const Table&, std::string_view, std::string_view);

Entry copy_of(const Table::value_type* entry) {
  return entry != nullptr ? Entry(std::in_place, entry->first, entry->second) : std::nullopt;
}

}  // namespace

// Entry by entry, so that no lock is held while the visitor runs.
class MemoryReads : public Reads {
 public:
  std::optional<std::string> get(Family f, std::string_view key) const override {
    ++keys_read_;
    Entry entry = find(f, first_in, key, {});
    if (!entry || entry->first != key) return std::nullopt;
    return std::move(entry->second);
  }
  void scan(Family f, std::string_view from, std::string_view to, const Visit& visit) const override {
    std::string next(from);
    while (const Entry entry = find(f, first_in, next, to)) {
      ++keys_read_;
      if (!visit(entry->first, entry->second)) return;
      next = entry->first + '\0';
    }
  }
  void scan_back(Family f, std::string_view from, std::string_view to, const Visit& visit) const override {
    std::string end(to);
    while (const Entry entry = find(f, last_in, from, end)) {
      ++keys_read_;
      if (!visit(entry->first, entry->second) || entry->first.empty()) return;
      end = entry->first;
    }
  }

 protected:
  virtual Entry find(Family f, Find how, std::string_view from, std::string_view to) const = 0;
};

class SnapshotMemoryReads final : public MemoryReads {
 public:
  explicit SnapshotMemoryReads(Tables tables) : tables_(std::move(tables)) {}

 protected:
  Entry find(Family f, Find how, std::string_view from, std::string_view to) const override {
    return copy_of(how(*tables_[index_of(f)], from, to));
  }

 private:
  Tables tables_;
};

class LatestMemoryReads final : public MemoryReads {
 public:
  explicit LatestMemoryReads(const MemoryStore& store) : store_(store) {}

 protected:
  Entry find(Family f, Find how, std::string_view from, std::string_view to) const override {
    const std::lock_guard lock(store_.mutex_);
    return copy_of(how(*store_.now_[index_of(f)], from, to));
  }

 private:
  const MemoryStore& store_;
};

MemoryStore::MemoryStore() : MemoryStore(random_id()) {}

MemoryStore::MemoryStore(std::string identity) : identity_(std::move(identity)) {
  for (auto& table : now_) table = std::make_shared<Table>();
  synced_ = now_;
  shared_.fill(true);
}

std::unique_ptr<Reads> MemoryStore::snapshot() const {
  const std::lock_guard lock(mutex_);
  shared_.fill(true);
  Tables held;
  for (std::size_t i = 0; i < kFamilyCount; ++i) held[i] = now_[i];
  return std::make_unique<SnapshotMemoryReads>(std::move(held));
}

std::unique_ptr<Reads> MemoryStore::latest() const { return std::make_unique<LatestMemoryReads>(*this); }

std::unique_ptr<Batch> MemoryStore::batch() const { return std::make_unique<MemoryBatch>(); }

Status MemoryStore::commit(std::unique_ptr<Batch> batch) {
  auto& writes = static_cast<MemoryBatch&>(*batch).writes;
  const std::lock_guard lock(mutex_);
  if (!writable_) return disk_full_error("memory");
  if (fault_) {
    const Error error = *std::exchange(fault_, nullptr);
    writable_ = error.code != "disk_full";
    return error;
  }
  for (Write& w : writes) {
    const std::size_t i = index_of(w.family);
    if (std::exchange(shared_[i], false)) now_[i] = std::make_shared<Table>(*now_[i]);
    apply(*now_[i], w);
  }
  return Done{};
}

Status MemoryStore::sync() {
  const std::lock_guard lock(mutex_);
  synced_ = now_;
  shared_.fill(true);
  return Done{};
}

bool MemoryStore::writable() const {
  const std::lock_guard lock(mutex_);
  return writable_;
}

void MemoryStore::fail_next_commit(Error error) {
  const std::lock_guard lock(mutex_);
  fault_ = std::make_unique<Error>(std::move(error));
}

void MemoryStore::heal() {
  const std::lock_guard lock(mutex_);
  writable_ = true;
}

void MemoryStore::drop_unsynced() {
  const std::lock_guard lock(mutex_);
  now_ = synced_;
  shared_.fill(true);
}

std::string MemoryStore::dump() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    for (const auto& [key, value] : *now_[i]) {
      out.append(name_of(static_cast<Family>(i))).append("\t").append(key).append("\t").append(value).append("\n");
    }
  }
  return out;
}

}  // namespace muster::projections
