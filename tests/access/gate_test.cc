#include "api/access/token_cache.h"
#include "tests/access/gate_world.h"

namespace muster::access {
namespace {

TEST(Jwt, OfAnotherImplementation) {
  GateWorld w;
  w.know();
  int good = 0, bad = 0;
  for (const TokenLine& line : w.file.tokens) {
    if (line.set != "jwks") continue;
    ++(line.good ? good : bad);
    EXPECT_EQ(code_of(w.identify(line.token)), line.good ? "ok" : "unauthorized") << line.name;
  }
  EXPECT_GE(good, 8);
  EXPECT_GE(bad, 40);
}

TEST(Jwt, WithASharedSecret) {
  GateWorld w(KeySet({Jwk::of_secret(token_file().secret, "")}));
  for (const TokenLine& line : w.file.tokens) {
    if (line.set != "secret") continue;
    EXPECT_EQ(code_of(w.identify(line.token)), line.good ? "ok" : "unauthorized") << line.name;
  }
}

TEST(Jwt, ClaimsBecomeThePrincipal) {
  GateWorld w;
  const Principal who = *w.identify(w.file.token("rs256"));
  EXPECT_EQ(who.tenant.view(), "default");
  EXPECT_EQ(who.subject.view(), "u-17");
  EXPECT_EQ(who.actor, "u-17");
  EXPECT_EQ(who.department, "north/day");
  EXPECT_TRUE(who.roles == RoleSet{Role::supervisor});
  EXPECT_EQ(who.token, "jti:t-1");
  EXPECT_TRUE(w.identify(w.file.token("role_unknown"))->roles == RoleSet{Role::user});
  EXPECT_EQ(w.identify(w.file.token("other_tenant"))->tenant.view(), "acme");
}

TEST(Jwt, ASubjectMayBeANumber) {
  ClaimRules rules;
  rules.issuer = "i";
  rules.audience = "a";
  rules.subject = "user_id";
  const auto read = [&](std::string_view id) {
    return read_claims(R"({"iss":"i","aud":"a","exp":4000000000,"user_id":)" + std::string(id) + "}", rules, kNow);
  };
  EXPECT_EQ(read("74")->who.subject.view(), "74");
  EXPECT_EQ(read(R"("74")")->who.subject.view(), "74");
  for (const char* none : {"74.5", "true", "null", "[74]", R"("")"}) EXPECT_FALSE(read(none)) << none;
}

TEST(Jwt, EndsWithItsTimeThoughItIsKnown) {
  GateWorld w;
  EXPECT_EQ(code_of(w.identify(w.file.token("rs256"))), "ok");
  w.wall.time = kNow + std::chrono::seconds{600 + 59};
  EXPECT_EQ(code_of(w.identify(w.file.token("rs256"))), "ok");
  w.wall.time = kNow + std::chrono::seconds{600 + 60};
  EXPECT_EQ(code_of(w.identify(w.file.token("rs256"))), "unauthorized");
}

TEST(Gate, TheShapeOfTheCredentialChooses) {
  GateWorld w;
  w.know();
  EXPECT_EQ(code_of(w.gate.identify(with({}))), "unauthorized");
  EXPECT_EQ(code_of(w.gate.identify(with({{"authorization", "Basic eDp5"}}))), "unauthorized");
  EXPECT_EQ(code_of(w.gate.identify(with({{"x-api-key", w.file.token("rs256")}}))), "unauthorized");
  const std::string bearer = "Bearer " + w.file.token("rs256");
  EXPECT_EQ(code_of(w.gate.identify(with({{"authorization", bearer}}))), "ok");
  EXPECT_EQ(code_of(w.gate.identify(with({{"authorization", bearer}, {"authorization", bearer}}))), "two_credentials");
  EXPECT_EQ(code_of(w.gate.identify(with({{"authorization", bearer}, {"x-api-key", "mk.default.a.b"}}))), "two_credentials");
}

TEST(Gate, OnlyWhatIsLetInIsLookedAt) {
  GateWorld w;
  w.know();
  Gate builtin_alone({false, true, std::nullopt, w.wall, w.monotonic});
  builtin_alone.know({w.records, w.audit, &w.mint});
  EXPECT_EQ(code_of(builtin_alone.identify(bearing(w.file.token("rs256")))), "unauthorized");
  const NewKey key = make_key(Tenant{"default"});
  w.records.keys["default/" + key.id] = {key.hash, "kiosk", "ingest", {}, {}};
  EXPECT_EQ(code_of(builtin_alone.identify(with({{"x-api-key", key.key}}))), "unauthorized");
  EXPECT_EQ(code_of(w.gate.identify(with({{"x-api-key", key.key}}))), "ok");
}

TEST(Gate, BeforeTheDirectoryIsKnownNobodyIsRefused) {
  GateWorld w;
  EXPECT_EQ(code_of(w.gate.identify(with({{"x-api-key", "mk.default.a.b"}}))), "not_ready");
}

TEST(Gate, KeysHaveARoleAndAnEnd) {
  GateWorld w;
  w.know();
  const NewKey key = make_key(Tenant{"acme"});
  const auto ask = [&](const std::string& text) { return w.gate.identify(with({{"x-api-key", text}})); };
  EXPECT_EQ(code_of(ask(key.key)), "unauthorized");
  KeyRecord& record = w.records.keys["acme/" + key.id] = {key.hash, "kiosk", "ingest", {}, kNow + std::chrono::seconds{1}};
  const Principal who = *ask(key.key);
  EXPECT_EQ(who.tenant.view(), "acme");
  EXPECT_TRUE(who.roles == RoleSet{Role::ingest});
  EXPECT_TRUE(who.subject.empty());
  EXPECT_EQ(who.caller(), "key:" + key.id);
  EXPECT_EQ(code_of(ask(key.key + "x")), "unauthorized");
  EXPECT_EQ(code_of(ask("mk.default" + key.key.substr(7))), "unauthorized") << "another tenant";
  for (const char* no_key : {"", "mk.", "mk.acme", "mk.acme.", "mk..x.y", "mk.ACME.x.y"}) EXPECT_EQ(code_of(ask(no_key)), "unauthorized");
  w.wall.time += std::chrono::seconds{1};
  EXPECT_EQ(code_of(ask(key.key)), "unauthorized");
  record.expires_at.reset();
  record.role = "user";
  ++w.records.changed;
  EXPECT_EQ(code_of(ask(key.key)), "unauthorized") << "a user is somebody";
}

struct Veto final : TokenVeto {
  Status admit(const Principal& who) override {
    asked.push_back(who.token);
    return says;
  }
  std::vector<std::string> asked;
  Status says = Done{};
};

TEST(Gate, ADialectMayCloseAToken) {
  GateWorld w;
  w.know();
  Veto veto;
  w.gate.ask(veto);
  EXPECT_EQ(code_of(w.identify(w.file.token("rs256"))), "ok");
  veto.says = Error{"session_closed", ErrorClass::refused, "", ""};
  EXPECT_EQ(code_of(w.identify(w.file.token("rs256"))), "session_closed");
  veto.says = Error{"not_ready", ErrorClass::retry, "", ""};
  EXPECT_EQ(code_of(w.identify(w.file.token("rs256"))), "not_ready") << "who can't tell does not say yes";
  EXPECT_EQ(code_of(w.identify(w.file.token("stranger"))), "unauthorized");
  EXPECT_EQ(veto.asked, (std::vector<std::string>{"jti:t-1", "jti:t-1", "jti:t-1"}));
}

TEST(Gate, RefusalsGoOnRecordWithinBounds) {
  GateWorld w;
  w.know();
  (void)w.gate.identify(with({}));
  EXPECT_TRUE(w.audit.entries.empty()) << "nobody tried anything";
  for (int i = 0; i < 1000; ++i) (void)w.identify(w.file.token("stranger"));
  ASSERT_EQ(w.audit.entries.size(), 60U);
  EXPECT_EQ(w.audit.entries[0].action, "refused");
  EXPECT_EQ(w.audit.entries[0].target, "GET /v1/stats");
  EXPECT_EQ(w.audit.entries[0].address, "127.0.0.1");
  w.monotonic.time += std::chrono::seconds{2};
  for (int i = 0; i < 1000; ++i) (void)w.identify(w.file.token("stranger"));
  EXPECT_EQ(w.audit.entries.size(), 62U);
}

TEST(Gate, TheCacheIsBounded) {
  TokenCache<int> cache(100);
  for (int i = 0; i < 1000; ++i) cache.put(hash_of(std::to_string(i)), std::make_shared<int>(i));
  EXPECT_LE(cache.size(), 100U);
  ASSERT_TRUE(cache.find(hash_of("999")));
  EXPECT_EQ(*cache.find(hash_of("999")), 999);
  EXPECT_FALSE(cache.find(hash_of("0")));
}

}  // namespace
}  // namespace muster::access
