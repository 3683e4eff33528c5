// The calls of accounts and keys on the router: /v1/auth, /v1/accounts, /v1/api-keys. Handlers parse, call and
// format; nothing here decides but may().
#pragma once

#include "api/access/audit.h"
#include "api/access/credentials.h"
#include "api/http/router.h"
#include "ingest/accounts.h"
#include "ingest/api_keys.h"

namespace muster::ingest {

struct AccountCalls {
  const access::Credentials& credentials;
  access::Audit& audit;
  Accounts* accounts = nullptr;  // null: --auth builtin is not there, its calls answer 404
  ApiKeys* keys = nullptr;       // null: likewise --auth keys
};

// What `calls` names must outlive the router and the answers on their way.
void add_account_routes(http::Router& router, const AccountCalls& calls);

}  // namespace muster::ingest
