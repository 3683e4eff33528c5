// The directory as credentials ask it. Any thread.
#pragma once

#include "api/access/records.h"
#include "processors/directory.h"

namespace muster::ingest {

class DirectoryRecords final : public access::Records {
 public:
  explicit DirectoryRecords(const processors::Directory& directory) : directory_(directory) {}

  std::uint64_t revision() const override { return directory_.revision(); }
  std::optional<AccountRecord> account(const Tenant& tenant, std::string_view login) const override;
  std::optional<LogInsRecord> log_ins(const Tenant& tenant, std::string_view login) const override;
  std::optional<KeyRecord> key(const Tenant& tenant, std::string_view id) const override;
  std::optional<access::SubjectRights> rights_of(const Tenant& tenant, const SubjectId& subject) const override;

 private:
  template <class Record>
  std::optional<Record> find(const Tenant& tenant, DirectoryType type, std::string_view id) const;

  const processors::Directory& directory_;
};

}  // namespace muster::ingest
