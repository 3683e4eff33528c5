// Who is asking, by whatever credential the request has: the form of Credentials that servers use. The shape of
// the credential chooses: X-API-Key is a key; a Bearer token of our issuer is builtin, any other is a jwt. Any
// thread; identify() does not block.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "api/access/audit.h"
#include "api/access/builtin_token.h"
#include "api/access/claims.h"
#include "api/access/credentials.h"
#include "api/access/key_source.h"
#include "api/access/networks.h"
#include "api/access/records.h"
#include "api/access/token_veto.h"
#include "schemas/time.h"

namespace muster::access {

class Gate final : public Credentials {
 public:
  struct Jwt {
    ClaimRules rules;
    KeySource& keys;
  };
  // What is let in; nothing of it may be absent that a kind needs. All outlive the gate.
  struct Parts {
    bool keys = false;
    const TokenMint* builtin = nullptr;
    std::optional<Jwt> jwt;
    const WallClock& wall;
    const MonotonicClock& monotonic;
    Audit& audit;               // learns of credentials that are none, within bounds
    const Networks& trusted_proxies;
  };
  explicit Gate(Parts parts);
  ~Gate() override;

  // Accounts and keys are known from now on; before, they are answered not_ready (retry).
  void know(const Records& records);
  // From now on `veto` is asked, too.
  void ask(TokenVeto& veto);

  // errors: unauthorized, session_closed (refused); two_credentials (invalid); not_ready (retry)
  Result<Principal> identify(const http::Request& request) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::access
