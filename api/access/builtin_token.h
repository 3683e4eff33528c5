// Tokens that muster issues (--auth builtin), and what the directory says of them by now. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/access/claims.h"
#include "api/access/jws.h"
#include "api/access/principal.h"
#include "api/access/records.h"
#include "schemas/time.h"

namespace muster::access {

inline constexpr std::string_view kOurIssuer = "muster";

struct BuiltinClaims {
  enum class Use { access, refresh };

  Use use = Use::access;
  Tenant tenant;
  std::string login;
  std::string sid;    // of the log-in
  std::string id;     // of this one
  Timestamp since{};  // of the account, when it was issued
  Timestamp issued{};
  Timestamp expires{};
};

class TokenMint {
 public:
  static constexpr std::size_t kLeastKeyBytes = 32;
  // All processes of a deployment have the same key, of at least kLeastKeyBytes.
  explicit TokenMint(std::string_view key);

  std::string sign(const BuiltinClaims& claims) const;
  // Empty: not signed by us. It may have expired.
  std::optional<BuiltinClaims> read(const Jws& token) const;
  std::optional<BuiltinClaims> read(std::string_view token) const;

 private:
  Jwk key_;
};

// Another key that all processes with that one have: 32 bytes, of which nobody learns the first.
std::string derived_key(std::string_view token_key, std::string_view purpose);

// Whether the account of that token is there, and the log-in that it came of still stands. A log-in so new
// that this process may not have read of it counts as standing.
// error: unauthorized (refused)
Result<AccountRecord> standing_account(const BuiltinClaims& claims, const Records& records, Timestamp now);

// Who bears the (verified) access token: role, department and tenant are the directory's now.
// error: unauthorized (refused)
Result<Claimed> bearer(const BuiltinClaims& claims, const Records& records, Timestamp now);

}  // namespace muster::access
