// GET /v1/sessions, /v1/reviews, /v1/sessions/{id}, /v1/subjects/{subject}/sessions, /v1/stats. Any thread.
#pragma once

#include "api/reading.h"
#include "projections/queries.h"

namespace muster::api {

Result<Answer> list_all_sessions(Reading& reading);
Result<Answer> list_sessions_of_subject(Reading& reading);  // param {subject}
Result<Answer> list_reviews(Reading& reading);              // those that wait, newest first
Result<Answer> show_one_session(Reading& reading);          // param {id}
Result<Answer> show_stats(Reading& reading);

// The session of path parameter {id}, or of one that the id is an alias of, as of the reading; of two
// subjects' the one that the parameter `subject` names.
// errors: not_found (refused), also where it is out of sight; ambiguous_session (conflict)
Result<projections::ShownSession> locate_session(Reading& reading);

// Path parameter {subject}. errors: not_found for what is no subject at all; as Reading::allowed
Result<SubjectId> subject_of_path(const Reading& reading);

// The parameters of the two lists.
std::vector<std::string_view> session_list_parameters(bool with_subject);

}  // namespace muster::api
