// Errors as {"detail": …}, and of one field of a body as {"<field>": [ … ]}: what several dialects have in
// common. Pure; any thread.
#pragma once

#include "api/http/message.h"
#include "schemas/result.h"

namespace muster::api::dialects {

http::Response detail_error(const Error& error, const http::Request& request);

}  // namespace muster::api::dialects
