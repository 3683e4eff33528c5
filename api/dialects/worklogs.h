// The dialect of a work-log application: who is clocked in, check-in, check-out, corrections, under
// /api/worktime/worklogs, as kind `worklog`.
#pragma once

#include "api/dialects/routes.h"

namespace muster::api::dialects {

inline constexpr std::string_view kWorklog = "worklog";

// By the record of a person: a role of muster; else what was brought along as one, which is a word and no right;
// else "employee".
std::string worklog_role(const Json& record);

void add_worklogs(http::Router& router, const Shared& shared, const Identify& identify);

}  // namespace muster::api::dialects
