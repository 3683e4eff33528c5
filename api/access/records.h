// What the directory says about accounts, keys and subjects, as this process has read it. A port; any thread,
// never blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/credential_records.h"
#include "schemas/named.h"

namespace muster::access {

struct SubjectRights {
  std::string role;        // empty: none is given
  std::string department;
};

class Records {
 public:
  virtual ~Records() = default;

  // Another one after each change of what the others say.
  virtual std::uint64_t revision() const = 0;

  // Empty where there is none.
  virtual std::optional<AccountRecord> account(const Tenant& tenant, std::string_view login) const = 0;
  virtual std::optional<LogInsRecord> log_ins(const Tenant& tenant, std::string_view login) const = 0;
  virtual std::optional<KeyRecord> key(const Tenant& tenant, std::string_view id) const = 0;
  virtual std::optional<SubjectRights> rights_of(const Tenant& tenant, const SubjectId& subject) const = 0;
};

}  // namespace muster::access
