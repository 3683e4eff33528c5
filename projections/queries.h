// Reads of sessions, one by one. All queries of this folder take one Reads, which is one snapshot, and
// know nothing of HTTP. They throw ReadFailure (kv.h), and only that. One thread a Reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "projections/keys.h"
#include "projections/kv.h"
#include "projections/presence.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace muster::projections {

// Where a session is.
struct SessionPlace {
  keys::Partition partition = 0;
  SubjectId subject;
  SessionId session;
  friend bool operator==(const SessionPlace&, const SessionPlace&) = default;
};

struct StoredSession {
  SessionRow row;
  std::string version;  // row_version (codec.h)
};

// A session as it is shown at one as_of.
struct ShownSession {
  SessionPlace place;
  StoredSession stored;
  Vouched vouched;
  SessionView view;
};

// The partition of a subject in this store, by the number of partitions that its meta holds.
keys::Partition partition_of(const Reads& reads, const Tenant& tenant, const SubjectId& subject);

// Everybody's session of that id; where the id is an alias, the session that it stands for. By subject.
std::vector<SessionPlace> find_session(const Reads& reads, const Tenant& tenant, const SessionId& id);

std::optional<StoredSession> read_session(const Reads& reads, const Tenant& tenant, const SessionPlace& at);

// What vouches for the session on UTC days [from, to].
Vouched vouched(const Reads& reads, keys::Partition partition, const SessionRow& row, Day from, Day to);

// The same, of all days that its view at `as_of` can depend on.
Vouched vouched(const Reads& reads, keys::Partition partition, const SessionRow& row, Timestamp as_of);

// Makes by.last_seen the greatest time of a ping, location or check-in that counts for the session and is
// not later than as_of; kBeginning where there is none but the row's. `by` is what vouches for it around then.
void settle_last_seen(const Reads& reads, const keys::Scope& scope, const SessionRow& row, Timestamp as_of,
                      Vouched& by);

// What is kept of its fixes; empty where its row says it all.
std::optional<Evidence> read_evidence(const Reads& reads, keys::Partition partition, const SessionRow& row);

// Empty where there is none, or where it had not begun by as_of.
std::optional<ShownSession> show_session(const Reads& reads, const Tenant& tenant, const SessionPlace& at,
                                         Timestamp as_of);

// The value, or ReadFailure.
template <class T>
T or_fail(Result<T> result) {
  if (!result) throw ReadFailure(result.error());
  return std::move(result).value();
}

}  // namespace muster::projections
