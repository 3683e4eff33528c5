// The directory as every process holds it: subjects, places, devices and what else the compacted topic
// has, by tenant and id, within a bound of bytes. apply() by the following thread; reads from any thread,
// each short: what looks at many (directory_search.h, directory_nearby.h) does so in pieces.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "processors/directory_terms.h"
#include "schemas/event.h"
#include "schemas/result.h"

namespace muster::processors {

struct DirectoryEntry {
  std::string id;
  std::string record;   // canonical JSON text
  std::string etag;     // hash of the record
};

// What rights go by: as an admin wrote it into the record of a subject. Empty where the record says nothing.
struct SubjectStanding {
  std::string role;
  std::string department;
  std::string login;
};

class Directory {
 public:
  // `most_bytes`: of memory that records and what finds them take.
  explicit Directory(std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max());
  ~Directory();

  // One record of the topic: `key` is tenant/<type>/id; no value is a tombstone.
  // errors, nothing changes then: bad_event (invalid); directory_full (retry): over the bound
  Status apply(std::string_view key, std::optional<std::string_view> value);

  std::optional<DirectoryEntry> find(const Tenant& tenant, DirectoryType type, std::string_view id) const;
  std::optional<Place> place(const Tenant& tenant, std::string_view id) const;
  std::optional<std::string> zone_of(const Tenant& tenant, const SubjectId& subject) const;
  // Empty where there is no such subject.
  std::optional<SubjectStanding> standing_of(const Tenant& tenant, const SubjectId& subject) const;
  // At most `max` records of one type in the order of their ids, those after the id `after`.
  std::vector<DirectoryEntry> list(const Tenant& tenant, DirectoryType type, std::string_view after,
                                   std::size_t max) const;
  // Ids of the records that have a term in the range, each once, in their order. Empty where that are
  // more than `most`.
  std::optional<std::vector<std::string>> ids_with(const Tenant& tenant, DirectoryType type, TermRange range,
                                                   std::size_t most) const;

  std::uint64_t size() const;
  std::uint64_t size(const Tenant& tenant, DirectoryType type) const;
  std::uint64_t size(DirectoryType type) const;  // of all tenants
  std::uint64_t bytes() const;
  // Another one after each change: what was read under it holds while it stays.
  std::uint64_t revision() const;
  std::uint64_t most_bytes() const;
  // Whether the door may let in `bytes` more: it leaves a sixteenth of the bound to what is under way.
  bool has_room(std::uint64_t bytes) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::processors
