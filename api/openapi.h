// GET /openapi.json: schemas/openapi.json with the schemas of events that it refers to put into it, so that it
// stands alone. Made once; any thread.
#pragma once

#include <string>

#include "api/http/router.h"

namespace muster::api {

// What `json/NAME.json#/…` refers to becomes components.schemas.NAME. Throws where the files that were built in
// do not fit together: a test makes it once.
std::string openapi_document();

// None asks for a credential.
void add_openapi(http::Router& router);

}  // namespace muster::api
