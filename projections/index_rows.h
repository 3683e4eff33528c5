// What index entries and the task's own families hold beside their keys. Bytes in codec.h, keys in
// keys.h. Plain values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schemas/named.h"
#include "schemas/time.h"
#include "schemas/topics.h"

namespace muster::projections {

// Who has a session of an id: the session itself, or the one that the id is an alias of.
struct IdOwner {
  std::uint32_t partition = 0;
  std::optional<SessionId> alias_of;
  friend bool operator==(const IdOwner&, const IdOwner&) = default;
};

struct ActiveEntry {
  std::uint32_t partition = 0;
  Kind kind;
  PlaceId place_id;  // empty if none
  Timestamp start{};
  std::optional<Timestamp> deadline;  // from here on it is no longer active, though it be listed
  friend bool operator==(const ActiveEntry&, const ActiveEntry&) = default;
};

struct DayEntry {
  std::uint32_t partition = 0;
  Timestamp over_from{};  // of the view
  friend bool operator==(const DayEntry&, const DayEntry&) = default;
};

// The next offset to read of a topic and partition; the hash of the record before it proves on
// resume that the log is still the one that was read.
struct NextOffset {
  std::int64_t offset = 0;
  std::uint64_t record_hash = 0;
  friend bool operator==(const NextOffset&, const NextOffset&) = default;
};

// A record on its way out: announcements of sessions, and what went to quarantine.
struct OutboxRow {
  Topic topic{};
  std::string key;
  std::optional<std::string> value;  // empty: a tombstone
  std::vector<std::pair<std::string, std::string>> headers;
  Timestamp created{};
  friend bool operator==(const OutboxRow&, const OutboxRow&) = default;
};

}  // namespace muster::projections
