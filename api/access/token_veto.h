// How a dialect refuses a token that is good in itself: that of a device whose sessions are all closed. A port.
#pragma once

#include "api/access/principal.h"
#include "schemas/result.h"

namespace muster::access {

class TokenVeto {
 public:
  virtual ~TokenVeto() = default;

  // Asked on every request with a Bearer token that is good, whatever its route, GET /v1/auth/check too, so
  // this is also where one learns that the token is in use. `who.token` names it. What it gives is the answer:
  // session_closed (refused: 401); not_ready (retry), where nobody can tell whether it was closed. Any thread;
  // must not block.
  virtual Status admit(const Principal& who) = 0;
};

}  // namespace muster::access
