// Vouchers and components: how pings and check-ins keep a session alive (docs/semantics.md, Liveness).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/reference/facts.h"

namespace muster::reference {

struct Component {
  Timestamp start{};
  Timestamp alive_to{};    // greatest t + next_ping + grace
  Timestamp counted_to{};  // greatest t + next_ping
  friend bool operator==(const Component&, const Component&) = default;
};
using Components = std::vector<Component>;  // by start, disjoint, not touching

Components merge(Components any);

// Vouchers of one id; with an activity only those that name it.
Components components_of(const Facts& facts, const SessionId& id,
                         const std::optional<std::string>& activity);

// The same for a session with aliases: each alias's components are cut at its check-in.
using Aliases = std::vector<std::pair<SessionId, Timestamp>>;
Components components_of(const Facts& facts, const SessionId& id, const Aliases& aliases,
                         const std::optional<std::string>& activity);

// Every activity that a check-in or ping of the id names.
std::vector<std::string> activities_of(const Facts& facts, const SessionId& id);

// The component with t in [start, alive_to), or null.
const Component* holding(const Components& components, Timestamp t);
// The last component with start <= t, or null.
const Component* last_begun(const Components& components, Timestamp t);

Intervals counted_part(const Components& components);

}  // namespace muster::reference
