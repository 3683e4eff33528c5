// Lists of sessions as a sheet: all pages of one list, a row a session. One thread.
#pragma once

#include "api/reading.h"
#include "projections/list_sessions.h"

namespace muster::api {

// `request`: of its first page. error: too_many_rows (refused), also where more would have to be looked
// through than one answer may; those of sheet_answer
Result<Answer> session_sheet(const Reading& reading, projections::ListRequest request);
// The same of one.
Result<Answer> session_sheet(const Reading& reading, const projections::ShownSession& shown);

}  // namespace muster::api
