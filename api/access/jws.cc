#include "api/access/jws.h"

#include <cstdlib>
#include <stdexcept>
#include <utility>

extern "C" {
#include <cjose/cjose.h>
}
#include <nlohmann/json.hpp>

namespace muster::access {
namespace {

using Json = nlohmann::json;

constexpr const char* kHs256 = "HS256";
constexpr const char* kRs256 = "RS256";
constexpr const char* kEs256 = "ES256";
constexpr std::size_t kLeastRsaBits = 2048;

Error bad_set(std::string hint) { return Error{"bad_config", ErrorClass::invalid, "", std::move(hint)}; }

std::shared_ptr<const cjose_jwk_t> owned(cjose_jwk_t* key) {
  return {key, [](const cjose_jwk_t* one) { cjose_jwk_release(const_cast<cjose_jwk_t*>(one)); }};
}

std::string_view header_text(cjose_jws_t* jws, const char* name) {
  cjose_err error{};
  const char* const text = cjose_header_get(cjose_jws_get_protected(jws), name, &error);
  return text == nullptr ? std::string_view{} : std::string_view{text};
}

bool is_for_signatures(const Json& key) {
  const std::string use = key.value("use", "sig");
  if (use != "sig") return false;
  const auto ops = key.find("key_ops");
  if (ops == key.end()) return true;
  for (const Json& op : *ops) {
    if (op == "verify") return true;
  }
  return false;
}

// Empty for a key of another kind.
std::string_view algorithm_of(const cjose_jwk_t* key, const Json& json) {
  cjose_err error{};
  std::string_view alg;
  switch (cjose_jwk_get_kty(key, &error)) {
    case CJOSE_JWK_KTY_RSA:
      if (cjose_jwk_get_keysize(key, &error) >= kLeastRsaBits) alg = kRs256;
      break;
    case CJOSE_JWK_KTY_EC:
      if (cjose_jwk_EC_get_curve(key, &error) == CJOSE_JWK_EC_P_256) alg = kEs256;
      break;
    case CJOSE_JWK_KTY_OCT: break;  // a secret that is published is none
  }
  return json.value("alg", std::string(alg)) == alg ? alg : std::string_view{};
}

// Only what verifies: a private part that somebody put into the file is not taken along.
std::string public_part(const Json& key) {
  Json out = Json::object();
  for (const char* name : {"kty", "kid", "n", "e", "crv", "x", "y"}) {
    if (const auto it = key.find(name); it != key.end()) out[name] = *it;
  }
  return out.dump();
}

std::optional<Jwk> usable(const Json& json) {
  if (!json.is_object() || !is_for_signatures(json)) return std::nullopt;
  const std::string text = public_part(json);
  cjose_err error{};
  const auto key = owned(cjose_jwk_import(text.data(), text.size(), &error));
  if (!key) return std::nullopt;
  const std::string_view alg = algorithm_of(key.get(), json);
  if (alg.empty()) return std::nullopt;
  return Jwk{key, json.value("kid", ""), alg};
}

}  // namespace

Jwk Jwk::of_secret(std::string_view secret, std::string kid) {
  cjose_err error{};
  auto key = owned(cjose_jwk_create_oct_spec(reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size(), &error));
  if (!key) throw std::invalid_argument("an empty secret");
  return {std::move(key), std::move(kid), kHs256};
}

std::optional<Jws> Jws::parse(std::string_view compact) {
  if (compact.size() > kMaxTokenBytes) return std::nullopt;
  cjose_err error{};
  Jws out;
  out.jws_ = {cjose_jws_import(compact.data(), compact.size(), &error), [](cjose_jws_t* jws) {
                if (jws != nullptr) cjose_jws_release(jws);
              }};
  if (!out.jws_) return std::nullopt;
  char* const crit = cjose_header_get_raw(cjose_jws_get_protected(out.jws_.get()), "crit", &error);
  if (crit == nullptr) return out;
  cjose_get_dealloc()(crit);
  return std::nullopt;
}

std::string_view Jws::alg() const { return header_text(jws_.get(), "alg"); }
std::string_view Jws::kid() const { return header_text(jws_.get(), "kid"); }

std::string_view Jws::unverified_payload() const {
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  cjose_err error{};
  if (!cjose_jws_get_plaintext(jws_.get(), &bytes, &size, &error)) return {};
  return {reinterpret_cast<const char*>(bytes), size};
}

bool Jws::verified_by(const Jwk& key) const {
  cjose_err error{};
  return alg() == key.alg && cjose_jws_verify(jws_.get(), key.key.get(), &error);
}

Result<KeySet> KeySet::of_jwks(std::string_view json) {
  const Json set = Json::parse(json, nullptr, false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) return bad_set("no set of keys (JWKS)");
  if (set["keys"].size() > kMaxKeys) return bad_set("more than 64 keys in one set");
  std::vector<Jwk> keys;
  try {
    for (const Json& one : set["keys"]) {
      if (auto key = usable(one)) keys.push_back(std::move(*key));
    }
  } catch (const Json::exception&) {
    return bad_set("a key with fields of the wrong type");
  }
  if (keys.empty()) return bad_set("no RSA key of 2048 bits and no P-256 key in the set");
  return KeySet(std::move(keys));
}

const Jwk* KeySet::key_for(const Jws& token) const {
  const Jwk* found = nullptr;
  for (const Jwk& key : keys_) {
    if (key.alg != token.alg()) continue;
    if (!token.kid().empty() && key.kid == token.kid()) return &key;
    // A set of one nameless key, as a shared secret is, takes tokens whatever kid they name.
    if (!token.kid().empty() && !(keys_.size() == 1 && key.kid.empty())) continue;
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

std::string sign(std::string_view payload, const Jwk& key) {
  cjose_err error{};
  const std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)> header(cjose_header_new(&error), &cjose_header_release);
  const bool named = header && cjose_header_set(header.get(), "alg", kHs256, &error) && cjose_header_set(header.get(), "typ", "JWT", &error) &&
                     (key.kid.empty() || cjose_header_set(header.get(), "kid", key.kid.c_str(), &error));
  const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> jws(
      named ? cjose_jws_sign(key.key.get(), header.get(), reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size(), &error)
            : nullptr,
      &cjose_jws_release);
  const char* text = nullptr;
  if (!jws || !cjose_jws_export(jws.get(), &text, &error)) throw std::runtime_error("a token can't be signed");
  return text;
}

}  // namespace muster::access
