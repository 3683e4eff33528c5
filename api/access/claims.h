// What a verified token says, turned into who is asking. Pure: the time is an argument; any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/access/principal.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::access {

inline constexpr std::chrono::seconds kLeeway{60};  // of exp and nbf

// Of tokens that others issue (--auth jwt).
struct ClaimRules {
  std::string issuer;
  std::string audience;
  std::string subject = "sub";  // names of claims
  std::string role = "muster_role";
  std::string tenant = "tenant";
  std::string department = "department";
};

struct Claimed {
  Principal who;
  Timestamp expires{};  // until when that holds, as far as is known now
};

// `payload` was verified. iss, aud, exp and the subject must be there; nbf counts where it is. No tenant is
// `default`, an unknown role is `user`. error: unauthorized (refused)
Result<Claimed> read_claims(std::string_view payload, const ClaimRules& rules, Timestamp now);

// `iss` of a payload that nobody verified: to choose by, never to believe. Empty where there is none.
std::string issuer_of(std::string_view unverified_payload);

// The error of everything that is no credential; `hint` tells nothing that a stranger could use.
Error unauthorized(std::string hint);

// The role of that name; an unknown one, none, and `authenticated` are `user`.
RoleSet roles_of(std::string_view role);

}  // namespace muster::access
