// How a dialect refuses a token that is good in itself: that of a device whose sessions are all closed. A port.
#pragma once

#include "api/access/principal.h"

namespace muster::access {

class TokenVeto {
 public:
  virtual ~TokenVeto() = default;

  // Asked on every request with a Bearer token that is good, whatever its route, GET /v1/auth/check too, so
  // this is also where one learns that the token is in use. `who.token` names it. True: the request is
  // answered 401 `session_closed`. Any thread; must not block.
  virtual bool closed(const Principal& who) = 0;
};

}  // namespace muster::access
