// Signed tokens in compact form (RFC 7515) and the keys that verify them, by libcjose. Immutable once made;
// any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"

struct _cjose_jwk_int;
struct _cjose_jws_int;

namespace muster::access {

inline constexpr std::size_t kMaxTokenBytes = 8 * 1024;
inline constexpr std::size_t kMaxKeys = 64;  // of one set

// One key and the one algorithm that it is for.
struct Jwk {
  std::shared_ptr<const _cjose_jwk_int> key;
  std::string kid;
  std::string_view alg;  // HS256, RS256 or ES256

  static Jwk of_secret(std::string_view secret, std::string kid);
};

// A token that has the form of one; nothing that it says is to be believed before verified_by().
class Jws {
 public:
  // Empty: not a token, too long, or one that demands an extension (`crit`).
  static std::optional<Jws> parse(std::string_view compact);

  std::string_view alg() const;  // may be empty
  std::string_view kid() const;
  std::string_view unverified_payload() const;
  bool verified_by(const Jwk& key) const;

 private:
  std::shared_ptr<_cjose_jws_int> jws_;
};

class KeySet {
 public:
  explicit KeySet(std::vector<Jwk> keys) : keys_(std::move(keys)) {}

  // RFC 7517: the RSA keys (RS256) and P-256 keys (ES256) of it that are for signatures.
  // error: bad_config (invalid): not a set, none of those in it, or more than kMaxKeys
  static Result<KeySet> of_jwks(std::string_view json);

  // The one key for the token: of its kid and alg, or where it names no kid the only one of that alg; so that
  // a token costs one signature. Null: there is none.
  const Jwk* key_for(const Jws& token) const;

  std::size_t size() const { return keys_.size(); }

 private:
  std::vector<Jwk> keys_;
};

// Signs with HS256.
std::string sign(std::string_view payload, const Jwk& key);

}  // namespace muster::access
