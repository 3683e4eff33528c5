// When something was heard under an id: the times of its pings and locations, one row an hour. Rows add
// up (a union), so that a writer need not read them. So a read of the past can tell what was the last
// sign of life by then (docs/semantics.md, As of). Pure but for last_seen() and each_seen(); any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "projections/keys.h"
#include "projections/kv.h"

namespace muster::projections {

using Hour = std::int32_t;  // since 1970-01-01T00:00Z
Hour hour_of(Timestamp t);
Timestamp start_of_hour(Hour h);

// Of one hour, rising and distinct. Bytes: varint distances from the start of the hour on.
std::string encode_seen(std::span<const Timestamp> times, Hour hour);
Result<std::vector<Timestamp>> decode_seen(std::string_view bytes, Hour hour);
std::string merge_seen_bytes(std::string_view a, std::string_view b);

// In any order, with repetitions; they are sorted on the way.
void add_seen(Batch& batch, const keys::Scope& scope, const SessionId& id, std::vector<Timestamp>& times);

// The greatest time in [from, to] for which `counts` says yes; empty if there is none.
std::optional<Timestamp> last_seen(const Reads& reads, const keys::Scope& scope, const SessionId& id,
                                   Timestamp from, Timestamp to, const std::function<bool(Timestamp)>& counts);

// Every time in [from, to) at which something was heard, rising, until `visit` says no.
void each_seen(const Reads& reads, const keys::Scope& scope, const SessionId& id, Timestamp from, Timestamp to,
               const std::function<bool(Timestamp)>& visit);

}  // namespace muster::projections
