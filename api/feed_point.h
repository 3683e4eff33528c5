// Where a reader of GET /v1/changes is: the next row of each partition's outbox, and of which store. Any thread.
//
//   token  1-<lineage, 16 hex digits>-<next seq of partition 0>.<of 1>...   decimal
//   lineage  XXH3 of the log's epoch and the store's identity: another store has other rows
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/kv.h"

namespace muster::api {

using FeedPoint = std::vector<std::uint64_t>;  // by partition

std::string lineage_of(std::string_view epoch, std::string_view store);

std::string feed_token(std::string_view lineage, const FeedPoint& point);
// Empty: not a token of this lineage and so many partitions.
std::optional<FeedPoint> parse_feed_token(std::string_view lineage, std::size_t partitions, std::string_view token);

// Behind the last row that the log has: what is before it survives the machine, and is read once and for all.
FeedPoint present_point(const projections::Reads& rows, std::size_t partitions);

// Whether every row from `point` on is still kept.
bool still_kept(const projections::Reads& rows, const FeedPoint& point, const FeedPoint& present);

}  // namespace muster::api
