#include "deploy/muster/auth_config.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/access/builtin_token.h"
#include "api/access/key_source.h"
#include "schemas/ids.h"

namespace muster::deploy {
namespace {

constexpr std::size_t kLeastSecret = 32;

Error bad(const Settings& settings, std::string_view name, std::string hint) {
  return Error{"bad_config", ErrorClass::invalid, settings.origin(name), std::move(hint)};
}

Error missing(std::string_view name, std::string hint) {
  return Error{"bad_config", ErrorClass::invalid, fmt::format("--{}", name), std::move(hint)};
}

bool wants(const Settings& settings, std::string_view form) {
  const auto forms = settings.list("auth");
  return std::find(forms.begin(), forms.end(), form) != forms.end();
}

void check_forms(const Settings& settings, std::vector<Error>& wrong) {
  const auto forms = settings.list("auth");
  for (const std::string& form : forms) {
    if (form != "none" && form != "builtin" && form != "jwt" && form != "keys") {
      wrong.push_back(bad(settings, "auth", "auth: builtin, jwt, keys, or none"));
    }
  }
  if (wants(settings, "none") && forms.size() > 1) wrong.push_back(bad(settings, "auth", "auth: none stands alone"));
}

void check_length(const Settings& settings, std::string_view name, std::vector<Error>& wrong) {
  const std::string& text = settings.text(name);
  if (text.empty() || text.size() >= kLeastSecret) return;
  wrong.push_back(bad(settings, name, fmt::format("{}: at least 32 characters, as of `openssl rand -base64 33`", name)));
}

JwtConfig jwt_config(const Settings& settings, std::vector<Error>& wrong) {
  JwtConfig jwt;
  jwt.rules.issuer = settings.text("jwt-issuer");
  jwt.rules.audience = settings.text("jwt-audience");
  jwt.rules.subject = settings.text("jwt-claims-subject");
  jwt.rules.role = settings.text("jwt-claims-role");
  jwt.rules.tenant = settings.text("jwt-claims-tenant");
  jwt.rules.department = settings.text("jwt-claims-department");
  jwt.secret = settings.text("jwt-secret");
  jwt.jwks = settings.text("jwt-jwks");
  if (jwt.rules.issuer == access::kOurIssuer) wrong.push_back(bad(settings, "jwt-issuer", "jwt-issuer: `muster` names muster's own tokens"));
  if (!jwt.secret.empty() && !jwt.jwks.empty()) wrong.push_back(bad(settings, "jwt-jwks", "jwt: a secret or a set of keys, not both"));
  check_length(settings, "jwt-secret", wrong);
  if (!jwt.jwks.empty()) {
    if (const auto fetch = access::jwks_fetch(jwt.jwks); !fetch) wrong.push_back(bad(settings, "jwt-jwks", "jwt-jwks: " + fetch.error().hint));
  }
  return jwt;
}

}  // namespace

AuthConfig auth_config(const Settings& settings, bool makes_admins, std::vector<Error>& wrong) {
  AuthConfig auth;
  check_forms(settings, wrong);
  auth.none = wants(settings, "none");
  auth.builtin = wants(settings, "builtin");
  auth.keys = wants(settings, "keys");
  if (wants(settings, "jwt")) auth.jwt = jwt_config(settings, wrong);
  auth.token_key = settings.text("token-key");
  check_length(settings, "token-key", wrong);
  auth.open_registration = settings.flag("open-registration");
  for (const std::string& tenant : makes_admins ? settings.list("tenants") : std::vector<std::string>{}) {
    if (!is_tenant(tenant)) wrong.push_back(bad(settings, "tenants", "tenants: names of a-z, 0-9 and -, as in default,acme"));
    auth.tenants.emplace_back(tenant);
  }
  auto proxies = access::Networks::parse(settings.list("trusted-proxy"));
  if (!proxies) {
    wrong.push_back(bad(settings, "trusted-proxy", "trusted-proxy: " + proxies.error().hint));
  } else {
    auth.trusted_proxies = std::move(proxies).value();
  }
  return auth;
}

void check_auth_given(const Settings& settings, bool alone, std::vector<Error>& wrong) {
  if (settings.list("auth").empty()) wrong.push_back(missing("auth", "say who is let in: builtin, jwt, keys, or none"));
  if (wants(settings, "builtin") && !alone && settings.text("token-key").empty()) {
    wrong.push_back(missing("token-key-file", "processes that take the same tokens share a key: give all of them the same, or leave --auth builtin out"));
  }
  if (!wants(settings, "jwt")) return;
  if (settings.text("jwt-issuer").empty()) wrong.push_back(missing("jwt-issuer", "say whose tokens are taken: their `iss`"));
  if (settings.text("jwt-audience").empty()) wrong.push_back(missing("jwt-audience", "say for whom tokens must be: their `aud`"));
  if (settings.text("jwt-secret").empty() && settings.text("jwt-jwks").empty()) {
    wrong.push_back(missing("jwt-jwks", "say what tokens are verified with: a set of keys, or --jwt-secret-file"));
  }
}

}  // namespace muster::deploy
