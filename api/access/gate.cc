#include "api/access/gate.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "api/access/accounts.h"
#include "api/access/api_key.h"
#include "api/access/token_cache.h"
#include "schemas/digest.h"

namespace muster::access {
namespace {

constexpr std::size_t kMostTokens = 16'384;  // tokens; each some 500 bytes
constexpr int kNotesAtOnce = 60;            // refusals that go on record within a minute, at most
constexpr std::chrono::nanoseconds kRefill = std::chrono::seconds{1};

// A token or key that was verified. Of a jwt: under which keys.
struct Verified {
  std::optional<BuiltinClaims> builtin;
  std::shared_ptr<const KeySet> keys;
  Claimed claimed;              // of what the records say: as of `revision`
  std::uint64_t revision = 0;
};
using SharedVerified = std::shared_ptr<const Verified>;

Error not_ready() { return {"not_ready", ErrorClass::retry, "", "accounts and keys are not known yet"}; }

// What the signature is made over: the signature itself may be written in several ways.
std::string name_by_hash(std::string_view token) {
  const TokenHash hash = hash_of(token.substr(0, token.rfind('.')));
  return "hash:" + hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace

struct Gate::Impl {
  explicit Impl(Parts p) : parts(std::move(p)) {}

  Result<SharedVerified> verify_jwt(std::string_view token, const Jws& jws) {
    auto out = std::make_shared<Verified>();
    out->keys = parts.jwt->keys.keys();
    const Jwk* const key = out->keys ? out->keys->key_for(jws) : nullptr;
    if (key == nullptr) {
      parts.jwt->keys.missed();
      return unauthorized("the token is signed with a key that is not known");
    }
    if (!jws.verified_by(*key)) return unauthorized("the signature of the token is not good");
    auto claimed = read_claims(jws.unverified_payload(), parts.jwt->rules, parts.wall.now());
    if (!claimed) return claimed.error();
    out->claimed = std::move(claimed).value();
    if (out->claimed.who.token.empty()) out->claimed.who.token = name_by_hash(token);
    return SharedVerified(out);
  }

  Result<SharedVerified> verify(std::string_view token) {
    const auto jws = Jws::parse(token);
    if (!jws) return unauthorized("not a token");
    if (parts.builtin && issuer_of(jws->unverified_payload()) == kOurIssuer) {
      const Known* const now_known = known;
      if (now_known == nullptr) return not_ready();
      auto out = std::make_shared<Verified>();
      out->builtin = now_known->mint->read(*jws);
      if (!out->builtin) return unauthorized("the signature of the token is not good");
      return SharedVerified(out);
    }
    if (!parts.jwt) return unauthorized("tokens of that issuer are not taken");
    return verify_jwt(token, *jws);
  }

  // Who it is by the records, which are asked again when anything in them has changed. `found` may be null.
  template <class Ask>
  Result<Principal> by_records(const TokenHash& hash, const SharedVerified& found, Ask ask) {
    const Records& records = known.load()->records;
    const Timestamp now = parts.wall.now();
    const std::uint64_t revision = records.revision();  // before asking: what changes meanwhile is asked again
    if (found && found->revision == revision && now < found->claimed.expires) return found->claimed.who;
    auto claimed = ask(records, now);
    if (!claimed) return claimed.error();
    auto out = found ? std::make_shared<Verified>(*found) : std::make_shared<Verified>();
    out->claimed = std::move(claimed).value();
    out->revision = revision;
    cache.put(hash, out);
    return out->claimed.who;
  }

  Result<Principal> principal_of(const TokenHash& hash, const SharedVerified& token) {
    if (token->builtin) {
      return by_records(hash, token, [&](const Records& records, Timestamp now) { return bearer(*token->builtin, records, now); });
    }
    if (token->claimed.expires <= parts.wall.now()) return unauthorized("the token has expired");
    return token->claimed.who;
  }

  Result<Principal> by_token(std::string_view token) {
    if (token.empty()) return unauthorized("Authorization is not `Bearer` and a token");
    const TokenHash hash = hash_of(token);
    auto found = cache.find(hash);
    const bool stale = found && !found->builtin && found->keys != parts.jwt->keys.keys();
    if (!found || stale) {
      auto verified = verify(token);
      if (!verified) return verified.error();
      found = std::move(verified).value();
      cache.put(hash, found);
    }
    auto who = principal_of(hash, found);
    TokenVeto* const asked = veto;
    if (!who || asked == nullptr) return who;
    if (Status admitted = asked->admit(*who); !admitted) return admitted.error();
    return who;
  }

  Result<Principal> by_key(std::string_view key) {
    if (!parts.keys) return unauthorized("API keys are not taken");
    if (known.load() == nullptr) return not_ready();
    const TokenHash hash = hash_of(key);
    return by_records(hash, cache.find(hash), [&](const Records& records, Timestamp now) { return bearer_of_key(key, records, now); });
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
    const Known* const now_known = known;
    if (now_known == nullptr || !may_note()) return;
    AuditEntry entry;
    entry.tenant = Tenant{"default"};  // whose credential it was meant to be is not known
    entry.action = "refused";
    entry.target = request.method + " " + request.path;
    entry.outcome = refused.code;
    entry.request_id = request.request_id;
    entry.address = request.client();
    entry.details = {{"why", refused.hint}};
    const std::string* const key = request.header("x-api-key");
    if (std::string id = key != nullptr ? claimed_key_id(*key) : ""; !id.empty()) entry.details.emplace_back("key", std::move(id));
    now_known->audit.note(std::move(entry));
  }

  const Parts parts;
  TokenCache<Verified> cache{kMostTokens};
  std::optional<Known> kept;
  std::atomic<const Known*> known{nullptr};  // `kept`, once it is
  std::atomic<TokenVeto*> veto{nullptr};
  std::mutex mutex;  // guards what follows
  int notes = kNotesAtOnce;
  std::chrono::nanoseconds refilled{0};
};

Gate::Gate(Parts parts) : impl_(std::make_unique<Impl>(std::move(parts))) {}
Gate::~Gate() = default;

void Gate::know(const Known& known) {
  impl_->kept.emplace(known);
  impl_->known = &*impl_->kept;
}
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
  return told(request, std::move(who));
}

}  // namespace muster::access
