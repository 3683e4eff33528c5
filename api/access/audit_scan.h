// Reads the audit from the event log. May wait for a broker, some seconds at most; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "api/access/audit_record.h"
#include "ingest/log/log.h"

namespace muster::access {

struct ScannedRecord {
  log::Position position;
  std::string_view bytes;  // until the next
};

// Calls `each` for the records of one partition of the topic in [from, to), in their order; false ends it.
// errors: log_unavailable (retry), also where they don't come within kScanAtMost
Status scan_audit(log::EventLog& log, log::Partition partition, log::Offset from, log::Offset to,
                  const std::function<bool(const ScannedRecord&)>& each);

struct LastRecord {
  Link link;
  std::string digest;
};
// The tenant's last entry, of the last few thousand of its partition. errors: as scan_audit
Result<std::optional<LastRecord>> last_audit_record(log::EventLog& log, const Tenant& tenant);

}  // namespace muster::access
