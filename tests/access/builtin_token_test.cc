#include "tests/access/gate_world.h"

namespace muster::access {
namespace {

struct Builtin : GateWorld {
  Builtin() {
    know();
    records.accounts["default/ada"] = {"$argon2id$", SubjectId{"u-1"}, kNow - std::chrono::hours{1}, ""};
    records.rights["default/u-1"] = {};
    records.logins["default/ada"].open = {{"s1", "r1", kNow - std::chrono::hours{1}, kNow + std::chrono::hours{1}}};
    claims.tenant = Tenant{"default"};
    claims.login = "ada";
    claims.sid = "s1";
    claims.id = "t1";
    claims.since = kNow - std::chrono::hours{1};
    claims.issued = kNow - std::chrono::minutes{1};
    claims.expires = kNow + std::chrono::minutes{59};
  }
  std::string code() { return code_of(identify(mint.sign(claims))); }
  BuiltinClaims claims;
};

TEST(BuiltinToken, RightsAreTheDirectorysAtEachRequest) {
  Builtin w;
  const std::string token = w.mint.sign(w.claims);
  EXPECT_TRUE(w.identify(token)->roles == RoleSet{Role::user});
  w.records.rights["default/u-1"] = {"supervisor", "north"};
  ++w.records.changed;
  const Principal who = *w.identify(token);
  EXPECT_TRUE(who.roles == RoleSet{Role::supervisor});
  EXPECT_EQ(who.department, "north");
  EXPECT_EQ(who.subject.view(), "u-1");
  EXPECT_EQ(who.token, "sid:s1");
  w.records.rights.clear();
  ++w.records.changed;
  EXPECT_EQ(code_of(w.identify(token)), "unauthorized") << "removed";
  w.records.rights["default/u-1"] = {};
  ++w.records.changed;
  EXPECT_EQ(code_of(w.identify(token)), "ok");
  w.records.accounts.clear();
  ++w.records.changed;
  EXPECT_EQ(code_of(w.identify(token)), "unauthorized") << "closed";
}

TEST(BuiltinToken, EndsWithItsTimeAndItsLogIn) {
  Builtin w;
  EXPECT_EQ(w.code(), "ok");
  const std::string token = w.mint.sign(w.claims);
  w.records.logins["default/ada"].open.clear();
  ++w.records.changed;
  EXPECT_EQ(code_of(w.identify(token)), "unauthorized") << "logged out";
  w.records.logins["default/ada"].open = {{"s1", "r1", {}, {}}};
  ++w.records.changed;
  w.wall.time = w.claims.expires;
  EXPECT_EQ(code_of(w.identify(token)), "unauthorized");
}

TEST(BuiltinToken, ANewPasswordEndsAllLogInsButOne) {
  Builtin w;
  w.records.accounts["default/ada"].since = kNow - std::chrono::minutes{1};
  ++w.records.changed;
  EXPECT_EQ(w.code(), "unauthorized");
  w.records.accounts["default/ada"].kept = "s1";
  ++w.records.changed;
  EXPECT_EQ(w.code(), "ok");
}

TEST(BuiltinToken, OneThatThisProcessHasNotReadOfYetIsGood) {
  Builtin w;
  w.claims.sid = "s2";
  w.claims.issued = kNow;
  EXPECT_EQ(w.code(), "ok");
  w.claims.since = kNow;  // under a password that is not read yet
  EXPECT_EQ(w.code(), "ok");
  w.records.logins["default/ada"].ended = {{"s2", kNow}};
  ++w.records.changed;
  EXPECT_EQ(w.code(), "unauthorized") << "it has read of its end";
  w.records.logins["default/ada"].ended.clear();
  ++w.records.changed;
  w.wall.time = kNow + std::chrono::seconds{10};
  EXPECT_EQ(w.code(), "unauthorized");
}

TEST(BuiltinToken, TheRecordsAreAskedAgainWhenTheyHaveChanged) {
  Builtin w;
  const std::string token = w.mint.sign(w.claims);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(code_of(w.identify(token)), "ok");
  EXPECT_EQ(w.records.asked, 1);
  ++w.records.changed;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(code_of(w.identify(token)), "ok");
  EXPECT_EQ(w.records.asked, 2);
}

TEST(BuiltinToken, ARefreshTokenOpensNothing) {
  Builtin w;
  w.claims.use = BuiltinClaims::Use::refresh;
  EXPECT_EQ(w.code(), "unauthorized");
}

TEST(BuiltinToken, OfAnotherKeyIsNone) {
  Builtin w;
  EXPECT_EQ(code_of(w.identify(TokenMint(std::string(32, 'x')).sign(w.claims))), "unauthorized");
  EXPECT_EQ(code_of(w.identify(w.file.token("iss_ours"))), "unauthorized") << "signed by the other issuer";
  EXPECT_FALSE(w.mint.read("x.y.z"));
}

TEST(BuiltinToken, ReadsAsItWasSigned) {
  Builtin w;
  w.claims.login = "+49 \"30\" ä";
  const auto read = w.mint.read(w.mint.sign(w.claims));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->login, w.claims.login);
  EXPECT_EQ(read->sid, "s1");
  EXPECT_EQ(read->since, w.claims.since);
  EXPECT_EQ(read->expires, w.claims.expires);
}

}  // namespace
}  // namespace muster::access
