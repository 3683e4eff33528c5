// Calls of the documented interface that this version does not have. They answer 501 `not_yet`; the
// README quotes this list. Any thread.
#pragma once

#include <span>
#include <string_view>

#include "api/http/router.h"

namespace muster::api {

struct NotYet {
  std::string_view method;
  std::string_view pattern;
};

std::span<const NotYet> calls_not_yet();

// To be called after every other route is there.
void add_not_yet(http::Router& router);

}  // namespace muster::api
