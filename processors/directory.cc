#include "processors/directory.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>

#include <fmt/format.h>
#include <xxhash.h>

#include "processors/directory_shelf.h"
#include "processors/record_fields.h"
#include "schemas/codec.h"
#include "schemas/enum_names.h"

namespace muster::processors {
namespace {

constexpr std::uint64_t kKeptFree = 16;  // one part in so many, by the door

struct KeyParts {
  std::string_view tenant;
  DirectoryType type{};
  std::string_view id;
};

// Empty for a key of something else: the topic also holds what processes agree on (_muster/cluster).
std::optional<KeyParts> split(std::string_view key) {
  const std::size_t tenant_end = key.find('/');
  if (tenant_end == std::string_view::npos) return std::nullopt;
  const std::size_t type_end = key.find('/', tenant_end + 1);
  if (type_end == std::string_view::npos) return std::nullopt;
  const auto type = from_name<DirectoryType>(key.substr(tenant_end + 1, type_end - tenant_end - 1));
  if (!type) return std::nullopt;
  return KeyParts{key.substr(0, tenant_end), *type, key.substr(type_end + 1)};
}

DirectoryEntry entry_of(const Shelf::Held& held) {
  return {std::string(held.id), std::string(held.record),
          fmt::format("{:016x}", XXH3_64bits(held.record.data(), held.record.size()))};
}

}  // namespace

struct Directory::Impl {
  using Shelves = std::array<Shelf, names_of(DirectoryType{}).size()>;

  const Shelf* shelf(std::string_view tenant, DirectoryType type) const {
    const auto it = by_tenant.find(tenant);
    return it == by_tenant.end() ? nullptr : &it->second[static_cast<std::size_t>(type)];
  }

  template <class Take>
  auto with(const Tenant& tenant, DirectoryType type, std::string_view id, Take take) const
      -> std::optional<decltype(take(Shelf::Held{}))> {
    const std::shared_lock lock(mutex);
    const Shelf* const of = shelf(tenant.view(), type);
    const Shelf::Held held = of == nullptr ? Shelf::Held{} : of->find(id);
    if (held.record.empty()) return std::nullopt;
    return take(held);
  }

  // The one writer reads without a lock. `record` empty: it goes.
  Status replace(const KeyParts& key, std::string_view record) {
    const Shelf* const old = shelf(key.tenant, key.type);
    const std::string_view had_record = old == nullptr ? std::string_view{} : old->find(key.id).record;
    const bool had = !had_record.empty();
    if (!had && record.empty()) return Done{};
    const std::vector<Term> had_terms = had ? terms_of(key.type, had_record) : std::vector<Term>{};
    const std::vector<Term> terms = record.empty() ? std::vector<Term>{} : terms_of(key.type, record);
    const std::uint64_t less = had ? Shelf::bytes_of(key.id.size(), had_record.size(), had_terms.size()) : 0;
    const std::uint64_t more = record.empty() ? 0 : Shelf::bytes_of(key.id.size(), record.size(), terms.size());
    if (more > less && bytes + (more - less) > most) {
      return Error{"directory_full", ErrorClass::retry, "", "the directory takes all its memory: raise --directory-bytes"};
    }
    const std::lock_guard lock(mutex);
    const auto at = by_tenant.try_emplace(std::string(key.tenant)).first;
    Shelf& to = at->second[static_cast<std::size_t>(key.type)];
    if (record.empty()) {
      to.erase(key.id, had_terms);
    } else {
      to.put(key.id, record, terms, had_terms);
    }
    bytes += more - less;
    const bool empty = std::all_of(at->second.begin(), at->second.end(), [](const Shelf& s) { return s.size() == 0; });
    if (empty) by_tenant.erase(at);
    ++revision;
    return Done{};
  }

  explicit Impl(std::uint64_t most_bytes) : most(most_bytes) {}

  const std::uint64_t most;
  mutable std::shared_mutex mutex;
  std::map<std::string, Shelves, std::less<>> by_tenant;
  std::uint64_t bytes = 0;
  std::atomic<std::uint64_t> revision{0};
  EventDecoder decoder;  // of the following thread
  Event event;
};

Directory::Directory(std::uint64_t most_bytes) : impl_(std::make_unique<Impl>(most_bytes)) {}
Directory::~Directory() = default;

Status Directory::apply(std::string_view key, std::optional<std::string_view> value) {
  const auto parts = split(key);
  if (!parts) return Done{};
  if (!value) return impl_->replace(*parts, {});
  if (auto status = impl_->decoder.decode(*value, impl_->event); !status) return status;
  const auto* change = std::get_if<DirectoryChange>(&impl_->event.data);
  if (change == nullptr || change->type != parts->type || change->id != parts->id) {
    return Error{"bad_event", ErrorClass::invalid, "", "the record is not what its key says"};
  }
  return impl_->replace(*parts, change->record);
}

std::optional<DirectoryEntry> Directory::find(const Tenant& tenant, DirectoryType type, std::string_view id) const {
  return impl_->with(tenant, type, id, entry_of);
}

std::optional<Place> Directory::place(const Tenant& tenant, std::string_view id) const {
  return impl_->with(tenant, DirectoryType::place, id, [](const Shelf::Held& held) {
    const RecordFields fields = read_fields(held.record);
    return Place{PlaceId{held.id}, std::string(fields.name), fields.lat, fields.lon, fields.radius_m};
  });
}

std::optional<std::string> Directory::zone_of(const Tenant& tenant, const SubjectId& subject) const {
  auto zone = impl_->with(tenant, DirectoryType::subject, subject.view(),
                          [](const Shelf::Held& held) { return std::string(read_fields(held.record).tz); });
  return zone && zone->empty() ? std::nullopt : zone;
}

std::optional<SubjectStanding> Directory::standing_of(const Tenant& tenant, const SubjectId& subject) const {
  return impl_->with(tenant, DirectoryType::subject, subject.view(), [](const Shelf::Held& held) {
    const RecordFields fields = read_fields(held.record);
    return SubjectStanding{std::string(fields.role), std::string(fields.department), std::string(fields.login)};
  });
}

std::vector<DirectoryEntry> Directory::list(const Tenant& tenant, DirectoryType type, std::string_view after,
                                            std::size_t max) const {
  std::vector<DirectoryEntry> entries;
  const std::shared_lock lock(impl_->mutex);
  const Shelf* const of = impl_->shelf(tenant.view(), type);
  if (of == nullptr || max == 0) return entries;
  of->each_after(after, [&](const Shelf::Held& held) {
    entries.push_back(entry_of(held));
    return entries.size() < max;
  });
  return entries;
}

std::optional<std::vector<std::string>> Directory::ids_with(const Tenant& tenant, DirectoryType type, TermRange range,
                                                            std::size_t most) const {
  std::vector<std::string> ids;
  {
    const std::shared_lock lock(impl_->mutex);
    const Shelf* const of = impl_->shelf(tenant.view(), type);
    if (of == nullptr) return ids;
    of->each_with(range, [&](const Shelf::Held& held) {
      ids.emplace_back(held.id);
      return ids.size() <= most;
    });
  }
  if (ids.size() > most) return std::nullopt;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::uint64_t Directory::size() const {
  std::uint64_t records = 0;
  const std::shared_lock lock(impl_->mutex);
  for (const auto& [tenant, shelves] : impl_->by_tenant) {
    for (const Shelf& of : shelves) records += of.size();
  }
  return records;
}

std::uint64_t Directory::size(DirectoryType type) const {
  std::uint64_t records = 0;
  const std::shared_lock lock(impl_->mutex);
  for (const auto& [tenant, shelves] : impl_->by_tenant) records += shelves[static_cast<std::size_t>(type)].size();
  return records;
}

std::uint64_t Directory::size(const Tenant& tenant, DirectoryType type) const {
  const std::shared_lock lock(impl_->mutex);
  const Shelf* const of = impl_->shelf(tenant.view(), type);
  return of == nullptr ? 0 : of->size();
}

std::uint64_t Directory::bytes() const {
  const std::shared_lock lock(impl_->mutex);
  return impl_->bytes;
}

std::uint64_t Directory::revision() const { return impl_->revision; }

std::uint64_t Directory::most_bytes() const { return impl_->most; }

bool Directory::has_room(std::uint64_t bytes) const {
  const std::uint64_t for_the_door = impl_->most - impl_->most / kKeptFree;
  return bytes <= for_the_door && this->bytes() <= for_the_door - bytes;
}

}  // namespace muster::processors
