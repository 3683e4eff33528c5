// Whether what a filter names is there: a kind, a department that nobody has is misspelt, and refused rather than
// answered with nothing. Of what is there only what whoever asks may see counts. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "api/reading.h"
#include "projections/list_sessions.h"

namespace muster::api {

// A policy has the name, or a session on the list of `scope` (its tenant and subjects) is of the kind.
bool is_kind(const Services& services, const projections::Reads& rows, const Kind& kind, const projections::ListRequest& scope);
// A subject or device is in it, or below it.
bool is_department(const Services& services, const access::Principal& who, std::string_view department);

// The parameters of those names. faults: unknown_kind, out_of_range (refused)
void check_kind(Reading& reading, const std::optional<Kind>& kind, const projections::SessionFilter& scope = {});
void check_department(Reading& reading);

}  // namespace muster::api
