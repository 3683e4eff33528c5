#include "processors/directory.h"

#include <map>
#include <mutex>
#include <shared_mutex>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>

#include "schemas/codec.h"
#include "schemas/enum_names.h"

namespace muster::processors {
namespace {

using Json = nlohmann::json;

// The key of the topic, tenant/<type>/id, is the key in memory too: what is of one tenant and type
// stands together, in the order of ids.
std::string key_of(const Tenant& tenant, DirectoryType type, std::string_view id) {
  return fmt::format("{}/{}/{}", tenant.view(), name_of(type), id);
}

struct KeyParts {
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
  return KeyParts{*type, key.substr(type_end + 1)};
}

struct Held {
  DirectoryEntry entry;
  std::optional<Place> place;       // decoded: check-ins ask for it
  std::optional<std::string> zone;
  std::optional<SubjectStanding> standing;
};

double number_or(const Json& record, const char* name, double fallback) {
  const auto it = record.find(name);
  return it != record.end() && it->is_number() ? it->get<double>() : fallback;
}
std::string text_or_empty(const Json& record, const char* name) {
  const auto it = record.find(name);
  return it != record.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

Held hold(const KeyParts& key, std::string record) {
  Held held;
  held.entry.id = key.id;
  held.entry.etag = fmt::format("{:016x}", XXH3_64bits(record.data(), record.size()));
  const Json fields = Json::parse(record, nullptr, false);
  if (key.type == DirectoryType::place) {
    held.place = Place{PlaceId{key.id}, text_or_empty(fields, "name"), number_or(fields, "lat", 0),
                       number_or(fields, "lon", 0), number_or(fields, "radius_m", 0)};
  } else if (key.type == DirectoryType::subject) {
    std::string zone = text_or_empty(fields, "tz");
    if (!zone.empty()) held.zone = std::move(zone);
    held.standing = SubjectStanding{text_or_empty(fields, "role"), text_or_empty(fields, "department"), text_or_empty(fields, "login")};
  }
  held.entry.record = std::move(record);
  return held;
}

}  // namespace

struct Directory::Impl {
  mutable std::shared_mutex mutex;
  std::map<std::string, Held, std::less<>> by_key;
  EventDecoder decoder;  // of the following thread
  Event event;

  template <class Take>
  auto with(const Tenant& tenant, DirectoryType type, std::string_view id, Take take) const
      -> decltype(take(std::declval<const Held&>())) {
    const std::string key = key_of(tenant, type, id);
    const std::shared_lock lock(mutex);
    const auto it = by_key.find(key);
    if (it == by_key.end()) return std::nullopt;
    return take(it->second);
  }
};

Directory::Directory() : impl_(std::make_unique<Impl>()) {}
Directory::~Directory() = default;

Status Directory::apply(std::string_view key, std::optional<std::string_view> value) {
  const auto parts = split(key);
  if (!parts) return Done{};
  if (!value) {
    const std::lock_guard lock(impl_->mutex);
    const auto it = impl_->by_key.find(key);
    if (it != impl_->by_key.end()) impl_->by_key.erase(it);
    return Done{};
  }
  if (auto status = impl_->decoder.decode(*value, impl_->event); !status) return status;
  auto* change = std::get_if<DirectoryChange>(&impl_->event.data);
  if (change == nullptr || change->type != parts->type || change->id != parts->id) {
    return Error{"bad_event", ErrorClass::invalid, "", "the record is not what its key says"};
  }
  Held held = hold(*parts, std::move(change->record));
  const std::lock_guard lock(impl_->mutex);
  impl_->by_key.insert_or_assign(std::string(key), std::move(held));
  return Done{};
}

std::optional<DirectoryEntry> Directory::find(const Tenant& tenant, DirectoryType type, std::string_view id) const {
  return impl_->with(tenant, type, id, [](const Held& held) { return std::optional(held.entry); });
}

std::optional<Place> Directory::place(const Tenant& tenant, std::string_view id) const {
  return impl_->with(tenant, DirectoryType::place, id, [](const Held& held) { return held.place; });
}

std::optional<std::string> Directory::zone_of(const Tenant& tenant, const SubjectId& subject) const {
  return impl_->with(tenant, DirectoryType::subject, subject.view(), [](const Held& held) { return held.zone; });
}

std::optional<SubjectStanding> Directory::standing_of(const Tenant& tenant, const SubjectId& subject) const {
  return impl_->with(tenant, DirectoryType::subject, subject.view(), [](const Held& held) { return held.standing; });
}

std::vector<DirectoryEntry> Directory::list(const Tenant& tenant, DirectoryType type, std::string_view after,
                                            std::size_t max) const {
  const std::string prefix = key_of(tenant, type, "");
  std::vector<DirectoryEntry> entries;
  const std::shared_lock lock(impl_->mutex);
  auto it = after.empty() ? impl_->by_key.lower_bound(prefix) : impl_->by_key.upper_bound(key_of(tenant, type, after));
  for (; it != impl_->by_key.end() && it->first.starts_with(prefix) && entries.size() < max; ++it) {
    entries.push_back(it->second.entry);
  }
  return entries;
}

std::uint64_t Directory::size() const {
  const std::shared_lock lock(impl_->mutex);
  return impl_->by_key.size();
}

}  // namespace muster::processors
