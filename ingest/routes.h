// The door's calls on the router: writes of events and of the directory. Handlers parse,
// call and format; nothing here decides.
#pragma once

#include "api/access/credentials.h"
#include "api/http/router.h"
#include "ingest/directory_desk.h"
#include "ingest/door.h"

namespace muster::ingest {

// POST /v1/check-ins, /v1/pings, /v1/locations, /v1/check-outs, /v1/events.
// Both must outlive the router and the answers on their way.
void add_write_routes(http::Router& router, Door& door, const access::Credentials& credentials);

// POST /v1/sessions/{id}/amend, /review, /close. Likewise.
void add_correction_routes(http::Router& router, Door& door, const access::Credentials& credentials, Locate locate);

// POST /v1/places, /v1/subjects, /v1/devices; GET, PUT, DELETE of /{id} of each.
void add_directory_routes(http::Router& router, DirectoryDesk& desk, const access::Credentials& credentials);

}  // namespace muster::ingest
