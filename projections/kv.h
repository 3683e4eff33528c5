// The store's port: ordered bytes in column families, atomic batches, snapshots. RocksDB stands
// behind it (rocks_store.h), and in tests an ordered map (memory_store.h).
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/result.h"

namespace muster::projections {

enum class Family : std::uint8_t {  // stored by name (keys.h): the order here is free
  meta, sessions, ids, identities, active, starts, days, marks, history, checkpoints, mentions,
  liveness, seen, trail, evidence, hours, tenant_hours, cover, timers, outbox,
};
inline constexpr std::size_t kFamilyCount = 20;

// Writes that become visible together or not at all. One thread.
class Batch {
 public:
  virtual ~Batch() = default;
  virtual void put(Family f, std::string_view key, std::string_view value) = 0;
  virtual void erase(Family f, std::string_view key) = 0;
  // Adds a row to the one that is stored: edges (edges.h) in hours and tenant_hours, times (seen.h) in
  // seen. For no other family.
  virtual void add(Family f, std::string_view key, std::string_view row) = 0;
  virtual std::size_t bytes() const = 0;
};

// What a scan calls for each entry in rising key order; false ends the scan.
using Visit = std::function<bool(std::string_view key, std::string_view value)>;

// What a read throws when the disk or damaged bytes prevent it: taken for an absent row, it would be
// folded into wrong ones. Tasks stop their partition by it, requests answer 500 or 503.
class ReadFailure : public std::exception {
 public:
  explicit ReadFailure(Error error) : error_(std::move(error)) {}
  const Error& error() const { return error_; }  // store_corrupt, store_unavailable
  const char* what() const noexcept override { return error_.code.c_str(); }

 private:
  Error error_;
};

// A consistent state. One thread at a time. Counts what it reads, so that tests can assert it.
class Reads {
 public:
  virtual ~Reads() = default;
  virtual std::optional<std::string> get(Family f, std::string_view key) const = 0;
  // Keys in [from, to), at most until `visit` says enough. An empty `to` is no bound. `visit` may
  // read, not commit.
  virtual void scan(Family f, std::string_view from, std::string_view to, const Visit& visit) const = 0;
  // Keys in [from, to), falling.
  virtual void scan_back(Family f, std::string_view from, std::string_view to, const Visit& visit) const = 0;

  std::uint64_t keys_read() const { return keys_read_; }

 protected:
  mutable std::uint64_t keys_read_ = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  // Any thread. A snapshot of what is committed; cheap. Must not outlive the store.
  virtual std::unique_ptr<Reads> snapshot() const = 0;
  // What is committed at each read; for the one task that writes these rows.
  virtual std::unique_ptr<Reads> latest() const = 0;
  virtual std::unique_ptr<Batch> batch() const = 0;
  // Atomic; survives the process, not the machine (the log holds it). errors: disk_full,
  // store_corrupt; nothing of the batch is visible then.
  virtual Status commit(std::unique_ptr<Batch> batch) = 0;
  // Survives the machine from here on: before announcements leave.
  virtual Status sync() = 0;
  virtual bool writable() const = 0;
  // Another for every store that was made, also of a copy.
  virtual std::string identity() const = 0;
};

// The least key greater than every key that begins with `prefix`; empty, no bound, if there is none.
std::string prefix_end(std::string_view prefix);

}  // namespace muster::projections
