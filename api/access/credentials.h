// How a request becomes a principal: a port, with one form for each --auth.
#pragma once

#include <memory>

#include "api/access/principal.h"
#include "api/http/message.h"
#include "schemas/result.h"

namespace muster::access {

class Credentials {
 public:
  virtual ~Credentials() = default;

  // Any thread; does not block. errors: unauthorized (refused), two_credentials (invalid)
  virtual Result<Principal> identify(const http::Request& request) const = 0;
};

// Who it is, for the log of requests.
Result<Principal> told(const http::Request& request, Result<Principal> who);

// --auth none: everybody is admin and replay of the tenant `default`, and signs as `anonymous`.
// For loopback only; whoever starts the server sees to that.
std::unique_ptr<Credentials> no_credentials();

}  // namespace muster::access
