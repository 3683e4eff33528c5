// One entry of the audit as the topic muster.audit.v1 keeps it, and how entries are chained. Pure; any thread.
//
// A chain is what one process wrote for one tenant: entries count up from 1, and each holds the SHA-256 of the
// bytes of the one before it. The first holds that of the entry which was the tenant's last when the chain
// began, and names it: (after_chain, after_seq). So chains hang on each other, and what nobody names is only
// the end of each. All of a tenant lies in one partition.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/access/audit.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::access {

struct Link {
  std::string chain;  // names its writer; empty: none
  std::uint64_t seq = 0;
  friend bool operator==(const Link&, const Link&) = default;
  friend auto operator<=>(const Link&, const Link&) = default;
};

struct AuditRecord {
  std::string id;
  Timestamp time{};
  AuditEntry entry;
  Link link;
  std::string previous;  // SHA-256 of the entry before, hex; empty: there was none
  Link after;            // of the first of a chain: what `previous` is of
};

std::string audit_key(const Tenant& tenant);  // tenant/audit

// The bytes of the record. Texts of the entry are cut at 512 bytes, details at 16.
std::string encode(const AuditRecord& record);
// error: bad_event (invalid)
Result<AuditRecord> decode_audit(std::string_view bytes);
// SHA-256, lower-case hex.
std::string digest(std::string_view bytes);

}  // namespace muster::access
