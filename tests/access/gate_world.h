// A gate with clocks and records that tests set, and tokens of another implementation. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "api/access/api_key.h"
#include "api/access/gate.h"
#include "tests/access/token_file.h"

namespace muster::access {

inline const Timestamp kNow = from_ms(1'790'000'000'000);  // of the tokens

struct HandWall final : WallClock {
  Timestamp time = kNow;
  Timestamp now() const override { return time; }
};
struct HandMonotonic final : MonotonicClock {
  std::chrono::nanoseconds time{0};
  std::chrono::nanoseconds now() const override { return time; }
};

struct HandRecords final : Records {
  std::uint64_t revision() const override { return changed; }
  static std::string key_of(const Tenant& tenant, std::string_view id) { return tenant.str() + "/" + std::string(id); }
  template <class Map>
  static auto find(const Map& map, const std::string& key) -> std::optional<typename Map::mapped_type> {
    const auto it = map.find(key);
    return it == map.end() ? std::nullopt : std::optional(it->second);
  }
  std::optional<AccountRecord> account(const Tenant& t, std::string_view id) const override { return ++asked, find(accounts, key_of(t, id)); }
  std::optional<LogInsRecord> log_ins(const Tenant& t, std::string_view id) const override { return find(logins, key_of(t, id)); }
  std::optional<KeyRecord> key(const Tenant& t, std::string_view id) const override { return find(keys, key_of(t, id)); }
  std::optional<SubjectRights> rights_of(const Tenant& t, const SubjectId& s) const override { return find(rights, key_of(t, s.view())); }

  mutable int asked = 0;      // for accounts
  std::uint64_t changed = 1;  // by tests that change what is asked for again
  std::map<std::string, AccountRecord> accounts;
  std::map<std::string, LogInsRecord> logins;
  std::map<std::string, KeyRecord> keys;
  std::map<std::string, SubjectRights> rights;
};

struct HandAudit final : Audit {
  void note(AuditEntry entry) noexcept override { entries.push_back(std::move(entry)); }
  std::vector<AuditEntry> entries;
};

inline http::Request with(std::vector<http::Pair> headers) {
  http::Request request;
  request.method = "GET";
  request.path = "/v1/stats";
  request.peer_address = "127.0.0.1";
  for (auto& [name, value] : headers) request.headers.add(name, value);
  return request;
}
inline http::Request bearing(const std::string& token) { return with({{"authorization", "Bearer " + token}}); }
inline std::string code_of(const Result<Principal>& result) { return result ? "ok" : result.error().code; }

inline ClaimRules rules() {
  ClaimRules out;
  out.issuer = "https://id.example";
  out.audience = "muster";
  return out;
}

struct GateWorld {
  GateWorld() : GateWorld(*KeySet::of_jwks(token_file().jwks)) {}
  explicit GateWorld(KeySet keys)
      : source(std::move(keys)), gate({true, true, Gate::Jwt{rules(), source}, wall, monotonic}) {}

  void know() { gate.know({records, audit, &mint}); }

  Result<Principal> identify(const std::string& token) { return gate.identify(bearing(token)); }

  TokenFile file = token_file();
  HandWall wall;
  HandMonotonic monotonic;
  HandRecords records;
  HandAudit audit;
  TokenMint mint{std::string(32, 'k')};
  KeySource source;
  Gate gate;
};

}  // namespace muster::access
