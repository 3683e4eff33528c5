#include "api/access/builtin_token.h"

#include <algorithm>

#include <nlohmann/json.hpp>
#include <sodium.h>

#include "api/access/claims.h"
#include "api/access/token_cache.h"

namespace muster::access {
namespace {

using Json = nlohmann::ordered_json;

// A process learns of what another one wrote well within this.
constexpr std::chrono::seconds kNews{10};

std::string kid_of(std::string_view key) {
  const TokenHash hash = hash_of(key);
  std::string kid;
  for (std::size_t i = 0; i < 8; ++i) {
    constexpr std::string_view kHex = "0123456789abcdef";
    kid += kHex[hash[i] & 15U];
  }
  return kid;
}

bool is_open(const BuiltinClaims& claims, const std::optional<LogInsRecord>& log_ins, Timestamp now) {
  const bool news = now < claims.issued + kNews;
  if (!log_ins) return news;
  const auto has = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.sid == claims.sid; });
  };
  return has(log_ins->open) || (news && !has(log_ins->ended));
}

}  // namespace

TokenMint::TokenMint(std::string_view key) : key_(Jwk::of_secret(key, kid_of(key))) {}

std::string TokenMint::sign(const BuiltinClaims& claims) const {
  const Json payload{{"iss", kOurIssuer},
                     {"use", claims.use == BuiltinClaims::Use::access ? "access" : "refresh"},
                     {"tenant", claims.tenant.view()},
                     {"login", claims.login},
                     {"sid", claims.sid},
                     {"jti", claims.id},
                     {"since", to_ms(claims.since)},
                     {"iat", to_ms(claims.issued) / 1000},
                     {"exp", to_ms(claims.expires) / 1000}};
  return access::sign(payload.dump(), key_);
}

std::optional<BuiltinClaims> TokenMint::read(const Jws& token) const {
  if (token.kid() != key_.kid || !token.verified_by(key_)) return std::nullopt;
  const Json json = Json::parse(token.unverified_payload(), nullptr, false);
  try {
    if (json.at("iss") != kOurIssuer) return std::nullopt;
    BuiltinClaims out;
    out.use = json.at("use") == "access" ? BuiltinClaims::Use::access : BuiltinClaims::Use::refresh;
    out.tenant = Tenant{json.at("tenant").get<std::string>()};
    out.login = json.at("login").get<std::string>();
    out.sid = json.at("sid").get<std::string>();
    out.id = json.at("jti").get<std::string>();
    out.since = from_ms(json.at("since").get<std::int64_t>());
    out.issued = from_ms(json.at("iat").get<std::int64_t>() * 1000);
    out.expires = from_ms(json.at("exp").get<std::int64_t>() * 1000);
    return out;
  } catch (const Json::exception&) {
    return std::nullopt;  // signed with our key, by another version
  }
}

std::optional<BuiltinClaims> TokenMint::read(std::string_view token) const {
  const auto jws = Jws::parse(token);
  return jws ? read(*jws) : std::nullopt;
}

std::string derived_key(std::string_view token_key, std::string_view purpose) {
  const auto bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  std::string out(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(token_key), token_key.size());
  crypto_auth_hmacsha256_update(&state, bytes(purpose), purpose.size());
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

Result<AccountRecord> standing_account(const BuiltinClaims& claims, const Records& records, Timestamp now) {
  if (claims.expires <= now) return unauthorized("the token has expired");
  auto account = records.account(claims.tenant, claims.login);
  if (!account) return unauthorized("the account is closed");
  const bool behind = claims.since > account->since && now < claims.issued + kNews;
  if (claims.since != account->since && claims.sid != account->kept && !behind) return unauthorized("the log-in is over");
  if (!records.rights_of(claims.tenant, account->subject)) return unauthorized("the account's subject is not in the directory");
  if (!is_open(claims, records.log_ins(claims.tenant, claims.login), now)) return unauthorized("the log-in is over");
  return std::move(*account);
}

Result<Claimed> bearer(const BuiltinClaims& claims, const Records& records, Timestamp now) {
  if (claims.use != BuiltinClaims::Use::access) return unauthorized("a refresh token is for /v1/auth/refresh alone");
  const auto account = standing_account(claims, records, now);
  if (!account) return account.error();
  const SubjectRights rights = records.rights_of(claims.tenant, account->subject).value_or(SubjectRights{});
  const bool news = now < claims.issued + kNews;  // what is taken on trust is asked about each time
  return Claimed{{claims.tenant, roles_of(rights.role), account->subject, rights.department, account->subject.str(), "sid:" + claims.sid},
                 news ? now : claims.expires};
}

}  // namespace muster::access
