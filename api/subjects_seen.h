// Which subjects are on a list: those that its reader sees, and of them those of a role or department, as
// the directory has them now. Any thread.
#pragma once

#include <optional>
#include <string>

#include "api/access/may.h"
#include "processors/directory.h"
#include "projections/list_sessions.h"
#include "schemas/result.h"

namespace muster::api {

// What a filter says of subjects. One without a role in the directory is a user; a department has those
// below it: "north" has "north/day".
struct Standings {
  std::optional<std::string> role, department;
};

// error: forbidden (refused): no list of these, whatever is on it
Status may_list(const access::Principal& who, access::Action action);

// Empty where all of the tenant's are. The directory must outlive it.
projections::SubjectTest subjects_seen(const access::Principal& who, access::Action action,
                                       const processors::Directory& directory, Standings wanted = {});

}  // namespace muster::api
