// The dialect of an employee tracking system: practitioners clock in and out at clients' sites, by phone number;
// under /api/v1/auth, /api/v1/sessions and /api/v1/clients, as kind `visit`. A client is a place.
#pragma once

#include "api/dialects/routes.h"

namespace muster::api::dialects {

inline constexpr std::string_view kVisit = "visit";

// `anybody` says who comes without credentials: to register, log in and refresh.
void add_clock_in_auth(http::Router& router, const Shared& shared, const Identify& identify, const Identify& anybody);
void add_clock_in_sessions(http::Router& router, const Shared& shared, const Identify& identify);
void add_clock_in_lists(http::Router& router, const Shared& shared, const Identify& identify);
void add_clock_in_clients(http::Router& router, const Shared& shared, const Identify& identify);

// A visit as its clients know it.
Json visit_json(const Call& call, const projections::ShownSession& visit, Timestamp now);
const char* visit_status(const projections::ShownSession& visit);

// A phone number without its blanks, dots, dashes and brackets; empty where it is none.
std::string phone_in(std::string_view text);

}  // namespace muster::api::dialects
