// Who is let in, as the settings say: a part of the configuration (config.h). Plain values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/access/claims.h"
#include "api/access/networks.h"
#include "deploy/muster/settings.h"
#include "schemas/named.h"
#include "schemas/result.h"

namespace muster::deploy {

struct JwtConfig {
  access::ClaimRules rules;
  std::string secret;  // of HS256; else
  std::string jwks;    // a file or URL
};

struct AuthConfig {
  bool none = false;  // everybody may do everything: then nothing else is let in
  bool builtin = false;
  bool keys = false;
  std::optional<JwtConfig> jwt;
  std::string token_key;  // signs builtin tokens; empty: one of the data folder's own
  bool open_registration = false;
  std::vector<Tenant> tenants;  // that have an admin made for them where there is none
  access::Networks trusted_proxies;
};

// Adds to `wrong` each value that is, bad_config (invalid). Without `makes_admins` there are no tenants.
AuthConfig auth_config(const Settings& settings, bool makes_admins, std::vector<Error>& wrong);
// Likewise what must be given and is not. `alone`: no other process takes the same tokens.
void check_auth_given(const Settings& settings, bool alone, std::vector<Error>& wrong);

}  // namespace muster::deploy
