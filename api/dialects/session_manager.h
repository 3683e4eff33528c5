// The dialect of a session manager for the computers of a domain: users, computers, sessions and their
// activity under /api/session-manager, as kind `pc`. The login is the subject. Computers may come without
// credentials, from the networks that it is opened to.
#pragma once

#include "api/dialects/routes.h"

namespace muster::api::dialects {

inline constexpr std::string_view kPc = "pc";

// Adds its calls. `identify` says who comes without credentials, too.
void add_session_manager(http::Router& router, const Shared& shared, const Identify& identify);

// {"message": …}
http::Response session_manager_error(const Error& error, const http::Request& request);

// GET /api/session-manager/activity
Result<http::Response> show_pc_hours(const Call& call);

}  // namespace muster::api::dialects
