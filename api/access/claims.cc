#include "api/access/claims.h"

#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "schemas/bounds.h"
#include "schemas/ids.h"

namespace muster::access {
namespace {

using Json = nlohmann::json;

constexpr double kLatest = 253'402'300'800.0;  // seconds: the year 10000

std::string text(const Json& claims, const std::string& name) {
  const auto it = claims.find(name);
  return it != claims.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

// `sub` is a text (RFC 7519). Where another claim names people, it may be the number that they have in their
// own system.
std::string subject_in(const Json& claims, const std::string& name) {
  const auto it = claims.find(name);
  return name != "sub" && it != claims.end() && it->is_number_integer() ? it->dump() : text(claims, name);
}

bool is_for(const Json& claims, const std::string& audience) {
  const auto it = claims.find("aud");
  if (it == claims.end()) return false;
  if (it->is_string()) return *it == audience;
  if (!it->is_array()) return false;
  for (const Json& one : *it) {
    if (one == audience) return true;
  }
  return false;
}

// NumericDate of RFC 7519; empty for what is none.
std::optional<Timestamp> date(const Json& claims, const char* name) {
  const auto it = claims.find(name);
  if (it == claims.end() || !it->is_number()) return std::nullopt;
  const double seconds = it->get<double>();
  if (!(seconds >= 0 && seconds < kLatest)) return std::nullopt;
  return from_ms(static_cast<std::int64_t>(std::floor(seconds * 1000)));
}

}  // namespace

Error unauthorized(std::string hint) { return Error{"unauthorized", ErrorClass::refused, "", std::move(hint)}; }

RoleSet roles_of(std::string_view role) { return {role_by_name(role).value_or(Role::user)}; }

Result<Claimed> read_claims(std::string_view payload, const ClaimRules& rules, Timestamp now) {
  const Json claims = Json::parse(payload, nullptr, false);
  if (!claims.is_object()) return unauthorized("the token has no claims");
  if (text(claims, "iss") != rules.issuer) return unauthorized("the token is of another issuer");
  if (!is_for(claims, rules.audience)) return unauthorized("the token is for somebody else");
  const auto expires = date(claims, "exp");
  if (!expires || *expires + kLeeway <= now) return unauthorized("the token has expired");
  const auto begins = date(claims, "nbf");
  if (claims.contains("nbf") && (!begins || *begins - kLeeway > now)) return unauthorized("the token is not good yet");
  const auto subject = parse_subject(subject_in(claims, rules.subject));
  if (!subject) return unauthorized("the token names no subject");
  const std::string tenant = claims.contains(rules.tenant) ? text(claims, rules.tenant) : "default";
  if (!is_tenant(tenant)) return unauthorized("the token names no tenant");
  const std::string department = text(claims, rules.department);
  if (!has_at_most(department, kMaxText)) return unauthorized("the token names no department");
  Claimed out{{Tenant{tenant}, roles_of(text(claims, rules.role)), *subject, department, subject->str(), ""}, *expires + kLeeway};
  if (const std::string sid = text(claims, "sid"); !sid.empty()) {
    out.who.token = "sid:" + sid;
  } else if (const std::string jti = text(claims, "jti"); !jti.empty()) {
    out.who.token = "jti:" + jti;
  }
  return out;
}

std::string issuer_of(std::string_view unverified_payload) {
  const Json claims = Json::parse(unverified_payload, nullptr, false);
  return claims.is_object() ? text(claims, "iss") : std::string{};
}

}  // namespace muster::access
