// /problems/{code}: what a problem's `type` leads to, as a short text. Asks for no credential.
#pragma once

#include "api/http/router.h"

namespace muster::api {

void add_problem_pages(http::Router& router);

}  // namespace muster::api
