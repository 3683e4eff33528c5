// Lists that their clients take whole, as an array without pages. Of one that is too long for an answer, parts:
// ?limit rows at most, behind the one whose id (of its session, or of its person where rows are of people) is ?after;
// who gets fewer has the end. One thread.
#pragma once

#include <functional>

#include "api/dialects/routes.h"

namespace muster::api::dialects {

inline constexpr std::size_t kMostListed = 50'000;

// Of a session that is on the list; null: it is not.
using MakeRow = std::function<Json(const projections::ShownSession&)>;

// The rows in the order of their start. `filter` says of which kind, and whose are in sight. Throws ReadFailure.
// errors: too_many_rows (refused): no part is asked for, or too much would have to be looked through;
// bad_parameter (invalid), ambiguous_session (conflict)
Result<Json> whole_list(const Call& call, const Look& look, const projections::SessionFilter& filter, bool newest_first,
                        const MakeRow& row);

}  // namespace muster::api::dialects
