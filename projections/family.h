// Column families by name and number, and the errors that every store gives. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "projections/kv.h"

namespace muster::projections {

constexpr std::size_t index_of(Family f) { return static_cast<std::size_t>(f); }

// The name that is stored: do not change.
std::string_view name_of(Family f);

constexpr bool holds_edges(Family f) { return f == Family::hours || f == Family::tenant_hours; }

// Whether Batch::add is for it, and what it makes of two rows.
constexpr bool adds_up(Family f) { return holds_edges(f) || f == Family::seen; }
std::string merge_rows(Family f, std::string_view a, std::string_view b);

Error disk_full_error(const std::string& folder);

}  // namespace muster::projections
