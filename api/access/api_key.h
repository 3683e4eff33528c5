// API keys (--auth keys): "mk.<tenant>.<id>.<secret>", of which only the hash is kept. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/access/claims.h"
#include "api/access/principal.h"
#include "api/access/records.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::access {

struct NewKey {
  std::string id;
  std::string key;   // shown once
  std::string hash;  // of KeyRecord
};
NewKey make_key(const Tenant& tenant);

// Roles that a key may have: those that need no subject.
bool is_role_of_keys(Role role);

// Which key a text says it is, whether or not that is so: no secret. Empty where it has not the form of one.
std::string claimed_key_id(std::string_view key);

// error: unauthorized (refused)
Result<Claimed> bearer_of_key(std::string_view key, const Records& records, Timestamp now);

// Random text for ids and passwords: `bytes` of the kernel's generator in base64url.
std::string random_text(std::size_t bytes);

}  // namespace muster::access
