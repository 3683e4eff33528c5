// Who is asking, by whatever credential the request has: the form of Credentials that servers use. The shape of
// the credential chooses: X-API-Key is a key; a Bearer token of our issuer is builtin, any other is a jwt. Any
// thread; identify() does not block.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/access/audit.h"
#include "api/access/builtin_token.h"
#include "api/access/claims.h"
#include "api/access/credentials.h"
#include "api/access/key_source.h"
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
  // What is let in. All outlive the gate.
  struct Parts {
    bool keys = false;
    bool builtin = false;
    std::optional<Jwt> jwt;
    const WallClock& wall;
    const MonotonicClock& monotonic;
  };
  // What stands on the log.
  struct Known {
    const Records& records;
    Audit& audit;          // learns of credentials that are none, within bounds
    const TokenMint* mint;  // null: builtin is not let in
  };
  explicit Gate(Parts parts);
  ~Gate() override;

  // Accounts and keys are known from now on; before, they are answered not_ready (retry). Once.
  void know(const Known& known);
  // From now on `veto` is asked, too.
  void ask(TokenVeto& veto);

  // errors: unauthorized, session_closed (refused); two_credentials (invalid); not_ready (retry)
  Result<Principal> identify(const http::Request& request) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::access
