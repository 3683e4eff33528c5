// What a write puts on record beside its events: that it was refused for want of a right, and whom it
// closed as an admin. One entry a request, however many items. Pure; any thread.
#pragma once

#include <optional>

#include "api/access/audit.h"
#include "ingest/door.h"

namespace muster::ingest {

// Empty where no item was refused as forbidden.
std::optional<access::AuditEntry> refusal_in(const WriteRequest& request, const WriteAnswer& answer);

// Of a role that never may.
access::AuditEntry refusal_of(const WriteRequest& request);

// Of check-outs with reason admin, imports aside; empty where there is none.
std::optional<access::AuditEntry> closing_in(const WriteRequest& request, const WriteAnswer& answer);

// Once the log has answered, and where somebody waited the projections: fills in how many of them were taken, or
// are known to have closed something, and what became of them where none did. False: the log took none.
bool count_closed(const WriteAnswer& answer, access::AuditEntry& closing);

}  // namespace muster::ingest
