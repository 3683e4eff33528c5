#include "ingest/directory_records.h"

#include <utility>

namespace muster::ingest {

template <class Record>
std::optional<Record> DirectoryRecords::find(const Tenant& tenant, DirectoryType type, std::string_view id) const {
  const auto entry = directory_.find(tenant, type, id);
  if (!entry) return std::nullopt;
  auto record = credential_record<Record>(entry->record);
  return record ? std::optional(std::move(record).value()) : std::nullopt;
}

std::optional<AccountRecord> DirectoryRecords::account(const Tenant& tenant, std::string_view login) const {
  return find<AccountRecord>(tenant, DirectoryType::account, login);
}

std::optional<LogInsRecord> DirectoryRecords::log_ins(const Tenant& tenant, std::string_view login) const {
  return find<LogInsRecord>(tenant, DirectoryType::logins, login);
}

std::optional<KeyRecord> DirectoryRecords::key(const Tenant& tenant, std::string_view id) const {
  return find<KeyRecord>(tenant, DirectoryType::key, id);
}

std::optional<access::SubjectRights> DirectoryRecords::rights_of(const Tenant& tenant, const SubjectId& subject) const {
  auto standing = directory_.standing_of(tenant, subject);
  if (!standing) return std::nullopt;
  return access::SubjectRights{std::move(standing->role), std::move(standing->department)};
}

}  // namespace muster::ingest
