// Errors as {"detail": …}, and of one field of a body as {"<field>": [ … ]}: what several dialects have in
// common. Pure; any thread.
#pragma once

#include <span>
#include <utility>

#include "api/http/message.h"
#include "schemas/result.h"

namespace muster::api::dialects {

http::Response detail_error(const Error& error, const http::Request& request);

// A field by the dialect's name, and by that of the door or the directory: {"latitude", "position/lat"}.
using FieldName = std::pair<const char*, const char*>;
// What was found wrong, under the name that the client knows.
Error told_by(std::span<const FieldName> names, Error error);

}  // namespace muster::api::dialects
