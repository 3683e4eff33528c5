// The directory as every process holds it: subjects and places by tenant and id, followed from the
// compacted topic into memory. apply() by the following thread; reads from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  Directory();
  ~Directory();

  // One record of the topic: `key` is tenant/<type>/id; no value is a tombstone.
  // error: bad_event (invalid); nothing changes then.
  Status apply(std::string_view key, std::optional<std::string_view> value);

  std::optional<DirectoryEntry> find(const Tenant& tenant, DirectoryType type, std::string_view id) const;
  std::optional<Place> place(const Tenant& tenant, std::string_view id) const;
  std::optional<std::string> zone_of(const Tenant& tenant, const SubjectId& subject) const;
  // Empty where there is no such subject.
  std::optional<SubjectStanding> standing_of(const Tenant& tenant, const SubjectId& subject) const;
  // At most `max` records of one type in the order of their ids, those after the id `after`.
  std::vector<DirectoryEntry> list(const Tenant& tenant, DirectoryType type, std::string_view after,
                                   std::size_t max) const;
  std::uint64_t size() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::processors
