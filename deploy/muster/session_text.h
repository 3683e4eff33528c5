// Sessions as people read them. Pure.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "deploy/muster/session_calls.h"
#include "schemas/time.h"

namespace muster::deploy {

std::string name_of(const SessionOf& one);   // of the person; else the subject
std::string role_of(const SessionOf& one);   // as the work logs say it: "employee" where it is no other
Duration length_of(const SessionOf& one, Timestamp now);

// ID, EMPLOYEE, EMAIL, ROLE, CHECK-IN, HOURS; `detailed`: further columns.
std::string sessions_table(const std::vector<SessionOf>& sessions, Timestamp now, bool detailed);

// {"as_of":…,"count":…,"items":[{session fields…,"employee_name":…,"email":…,"role":…,"duration_hours":…}]}
nlohmann::ordered_json sessions_json(const std::vector<SessionOf>& sessions, Timestamp now);

std::string hours_text(Duration length);     // 8.50

}  // namespace muster::deploy
