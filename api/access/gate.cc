#include "api/access/gate.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "api/access/accounts.h"
#include "api/access/api_key.h"
#include "api/access/token_cache.h"

namespace muster::access {
namespace {

constexpr std::size_t kMostKnown = 16'384;  // tokens; each some 500 bytes
constexpr int kNotesAtOnce = 60;            // refusals that go on record within a minute, at most
constexpr std::chrono::nanoseconds kRefill = std::chrono::seconds{1};

// A token that was verified. Of a jwt: under which keys.
struct Known {
  std::optional<BuiltinClaims> builtin;
  Claimed jwt;
  std::shared_ptr<const KeySet> keys;
};

Error not_ready() { return {"not_ready", ErrorClass::retry, "", "accounts and keys are not known yet"}; }

// What the signature is made over: the signature itself may be written in several ways.
std::string name_by_hash(std::string_view token) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "hash:";
  for (const std::uint8_t byte : hash_of(token.substr(0, token.rfind('.')))) {
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

}  // namespace

struct Gate::Impl {
  explicit Impl(Parts p) : parts(std::move(p)) {}

  Result<std::shared_ptr<const Known>> verify_jwt(std::string_view token, const Jws& jws) {
    auto known = std::make_shared<Known>();
    known->keys = parts.jwt->keys.keys();
    const Jwk* const key = known->keys ? known->keys->key_for(jws) : nullptr;
    if (key == nullptr) {
      parts.jwt->keys.missed();
      return unauthorized("the token is signed with a key that is not known");
    }
    if (!jws.verified_by(*key)) return unauthorized("the signature of the token is not good");
    auto claimed = read_claims(jws.unverified_payload(), parts.jwt->rules, parts.wall.now());
    if (!claimed) return claimed.error();
    known->jwt = std::move(claimed).value();
    if (known->jwt.who.token.empty()) known->jwt.who.token = name_by_hash(token);
    return std::shared_ptr<const Known>(known);
  }

  Result<std::shared_ptr<const Known>> verify(std::string_view token) {
    const auto jws = Jws::parse(token);
    if (!jws) return unauthorized("not a token");
    if (parts.builtin != nullptr && issuer_of(jws->unverified_payload()) == kOurIssuer) {
      auto known = std::make_shared<Known>();
      known->builtin = parts.builtin->read(*jws);
      if (!known->builtin) return unauthorized("the signature of the token is not good");
      return std::shared_ptr<const Known>(known);
    }
    if (!parts.jwt) return unauthorized("tokens of that issuer are not taken");
    return verify_jwt(token, *jws);
  }

  Result<Principal> principal_of(const Known& known) const {
    const Timestamp now = parts.wall.now();
    if (known.builtin) {
      const Records* const records = known_records;
      return records == nullptr ? Result<Principal>(not_ready()) : bearer(*known.builtin, *records, now);
    }
    if (known.jwt.expires <= now) return unauthorized("the token has expired");
    return known.jwt.who;
  }

  Result<Principal> by_token(std::string_view token) {
    if (token.empty()) return unauthorized("Authorization is not `Bearer` and a token");
    const TokenHash hash = hash_of(token);
    auto known = cache.find(hash);
    const bool stale = known && !known->builtin && known->keys != parts.jwt->keys.keys();
    if (!known || stale) {
      auto verified = verify(token);
      if (!verified) return verified.error();
      known = std::move(verified).value();
      cache.put(hash, known);
    }
    auto who = principal_of(*known);
    TokenVeto* const asked = veto;
    if (who && asked != nullptr && asked->closed(*who)) {
      return Error{"session_closed", ErrorClass::refused, "", "the sessions of this token are closed"};
    }
    return who;
  }

  Result<Principal> by_key(std::string_view key) const {
    if (!parts.keys) return unauthorized("API keys are not taken");
    const Records* const records = known_records;
    return records == nullptr ? Result<Principal>(not_ready()) : bearer_of_key(key, *records, parts.wall.now());
  }

  // Whoever floods the gate does not flood the record.
  bool may_note() {
    const std::lock_guard lock(mutex);
    const auto now = parts.monotonic.now();
    const auto refill = static_cast<int>(std::min<std::int64_t>(kNotesAtOnce, (now - refilled) / kRefill));
    if (refill > 0) {
      notes = std::min(kNotesAtOnce, notes + refill);
      refilled = now;
    }
    if (notes == 0) return false;
    --notes;
    return true;
  }

  void note(const http::Request& request, const Error& refused) {
    if (!may_note()) return;
    AuditEntry entry;
    entry.tenant = Tenant{"default"};  // whose credential it was meant to be is not known
    entry.action = "refused";
    entry.target = request.method + " " + request.path;
    entry.outcome = refused.code;
    entry.request_id = request.request_id;
    entry.address = client_address(request, parts.trusted_proxies);
    entry.details = {{"why", refused.hint}};
    parts.audit.note(std::move(entry));
  }

  const Parts parts;
  TokenCache<Known> cache{kMostKnown};
  std::atomic<const Records*> known_records{nullptr};
  std::atomic<TokenVeto*> veto{nullptr};
  std::mutex mutex;  // guards what follows
  int notes = kNotesAtOnce;
  std::chrono::nanoseconds refilled{0};
};

Gate::Gate(Parts parts) : impl_(std::make_unique<Impl>(std::move(parts))) {}
Gate::~Gate() = default;

void Gate::know(const Records& records) { impl_->known_records = &records; }
void Gate::ask(TokenVeto& veto) { impl_->veto = &veto; }

Result<Principal> Gate::identify(const http::Request& request) const {
  const std::size_t tokens = request.headers.count("authorization");
  const std::size_t keys = request.headers.count("x-api-key");
  if (tokens + keys > 1) {
    return Error{"two_credentials", ErrorClass::invalid, "", "one of Authorization and X-API-Key, once"};
  }
  if (tokens + keys == 0) return unauthorized("a Bearer token or an API key is needed");
  auto who = keys > 0 ? impl_->by_key(*request.header("x-api-key")) : impl_->by_token(bearer_of(*request.header("authorization")));
  if (!who && who.error().cls == ErrorClass::refused) impl_->note(request, who.error());
  return who;
}

}  // namespace muster::access
