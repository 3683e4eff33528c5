#include "tests/ingest/accounts_world.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster::ingest {
namespace {

using Lines = std::vector<std::string>;

struct AccountsTest : ::testing::Test, AccountsWorld {
  void SetUp() override {
    person("u-1", "{}");
    person("u-2", "{}");
    ASSERT_TRUE(one.put("ada", "correct horse", "u-1"));
  }

  // The directory's record of a subject; empty: it goes.
  void person(const char* id, std::optional<std::string> record) {
    const RecordWriter writer(one.writer);
    ASSERT_TRUE(one.wait<Status>([&](auto done) { writer.write({{Tenant{"default"}, DirectoryType::subject, id, std::move(record)}}, "boss", done); }));
    two.read_all();
  }
};

TEST_F(AccountsTest, ALogInIsOfTheSubjectAndEndsWithIt) {
  const auto tokens = one.log_in("ada", "correct horse");
  ASSERT_TRUE(tokens.ok()) << tokens.error().hint;
  EXPECT_EQ(tokens->subject.view(), "u-1");
  EXPECT_EQ(one.identify(tokens->access)->subject.view(), "u-1");
  EXPECT_EQ(code_of(one.identify(tokens->refresh)), "unauthorized");
  EXPECT_EQ(code_of(one.log_out(tokens->access)), "ok");
  EXPECT_EQ(code_of(one.identify(tokens->access)), "unauthorized");
  EXPECT_EQ(code_of(one.refresh(tokens->refresh)), "unauthorized");
  EXPECT_EQ(code_of(one.log_out(tokens->access)), "ok") << "again is no fault";
  EXPECT_EQ(code_of(one.log_out("x.y.z")), "unauthorized");
}

TEST_F(AccountsTest, UnknownAndKnownLogInsCostTheSame) {
  const int before = one.passwords.checks;
  EXPECT_EQ(one.log_in("ada", "wrong").error(), one.log_in("nobody", "wrong").error());
  EXPECT_EQ(one.passwords.checks - before, 2);
  EXPECT_EQ(code_of(one.log_in("", "wrong")), "unauthorized");
  EXPECT_EQ(one.passwords.checks - before, 3);
  EXPECT_EQ(one.passwords.hashes, 1) << "of the account alone";
}

TEST_F(AccountsTest, TenWrongPasswords) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(code_of(one.log_in("ada", "wrong")), "unauthorized");
  const int checks = one.passwords.checks;
  EXPECT_EQ(code_of(one.log_in("ada", "correct horse")), "rate_limited");
  EXPECT_EQ(one.passwords.checks, checks) << "a flood costs nothing";
  EXPECT_EQ(one.accounts.retry_after({Tenant{"default"}, "ada"}, "127.0.0.1"), std::chrono::minutes{5});
  EXPECT_EQ(code_of(one.log_in("ada", "correct horse", "10.0.0.1")), "ok") << "from elsewhere";
  one.monotonic.t += std::chrono::minutes{5};
  EXPECT_EQ(code_of(one.log_in("ada", "correct horse")), "ok");
}

TEST_F(AccountsTest, WithoutMemoryForAPasswordNobodyIsToldItIsWrong) {
  const auto tokens = one.log_in("ada", "correct horse");
  one.passwords.full = true;
  for (int i = 0; i < 11; ++i) EXPECT_EQ(code_of(one.log_in("ada", "correct horse")), "over_budget");
  EXPECT_EQ(code_of(one.change(tokens->access, "correct horse", "battery staple")), "over_budget");
  EXPECT_EQ(code_of(one.put("bea", "correct horse", "u-2")), "over_budget");
  EXPECT_EQ(code_of(one.enroll("cid", "u-3", "")), "over_budget");
  one.passwords.full = false;
  EXPECT_EQ(code_of(one.log_in("ada", "correct horse")), "ok") << "none of those counts as a wrong one";
}

TEST_F(AccountsTest, AtTheEndWhoWaitsForAFollowerThatIsStuckIsAnsweredAndSoIsWhoIsBehind) {
  std::mutex mutex;
  Lines codes;
  const auto before = one.accounts.password_figures().done;
  for (int i = 0; i < 2; ++i) {
    one.accounts.put(one.boss, "bea", "correct horse", SubjectId{"u-2"}, {}, [&](const Status& status) {
      const std::lock_guard lock(mutex);
      codes.push_back(code_of(status));
    });
  }
  while (one.accounts.password_figures().done < before + 2) std::this_thread::yield();
  {
    const std::lock_guard lock(mutex);
    ASSERT_EQ(codes, Lines{});
  }
  one.progress.end();
  EXPECT_EQ(codes, (Lines{"wait_timeout", "wait_timeout"}));
}

TEST_F(AccountsTest, ARefreshTokenIsGoodOnce) {
  const auto first = one.log_in("ada", "correct horse");
  wall.t += std::chrono::seconds{1};
  const auto second = one.refresh(first->refresh);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(code_of(one.identify(first->access)), "ok");
  wall.t += std::chrono::seconds{1};
  ASSERT_EQ(code_of(one.refresh(second->refresh)), "ok");
  EXPECT_EQ(code_of(one.refresh(first->refresh)), "unauthorized") << "a dead one";
  EXPECT_EQ(code_of(one.identify(second->access)), "unauthorized") << "and the family with it";
  EXPECT_EQ(code_of(one.refresh(second->refresh)), "unauthorized");
  const Lines lines = audit.lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "refresh_reused u-1 ada unauthorized"), 1);
}

TEST_F(AccountsTest, ADeadTokenEndsItsFamilyInEveryProcess) {
  two.read_all();
  const auto first = one.log_in("ada", "correct horse");
  const auto other = one.log_in("ada", "correct horse");
  EXPECT_EQ(code_of(two.identify(first->access)), "ok") << "before it has read of it";
  EXPECT_EQ(code_of(two.refresh(first->refresh)), "not_ready") << "nothing is ended by being behind";
  two.read_all();
  wall.t += std::chrono::seconds{1};
  const auto second = two.refresh(first->refresh);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(code_of(one.refresh(first->refresh)), "ok") << "one has not read of it: the later record holds";
  two.read_all();
  EXPECT_EQ(code_of(two.refresh(second->refresh)), "unauthorized");
  one.read_all();
  EXPECT_EQ(code_of(one.identify(first->access)), "unauthorized");
  EXPECT_EQ(code_of(two.identify(second->access)), "unauthorized");
  EXPECT_EQ(code_of(one.identify(other->access)), "ok");
}

TEST_F(AccountsTest, LogInsAreBounded) {
  std::vector<access::Tokens> all;
  for (std::size_t i = 0; i <= kMaxLogIns; ++i) {
    all.push_back(*one.log_in("ada", "correct horse"));
    wall.t += std::chrono::seconds{1};
  }
  EXPECT_EQ(code_of(one.identify(all[0].access)), "unauthorized") << "the oldest goes";
  EXPECT_EQ(code_of(one.identify(all[1].access)), "ok");
  EXPECT_EQ(one.records.log_ins(Tenant{"default"}, "ada")->open.size(), kMaxLogIns);
}

TEST_F(AccountsTest, TokensEnd) {
  const auto tokens = one.log_in("ada", "correct horse");
  wall.t += access::kAccessLife;
  EXPECT_EQ(code_of(one.identify(tokens->access)), "unauthorized");
  EXPECT_EQ(code_of(one.refresh(tokens->refresh)), "ok");
  const auto late = one.log_in("ada", "correct horse");
  wall.t += access::kRefreshLife;
  EXPECT_EQ(code_of(one.refresh(late->refresh)), "unauthorized");
}

TEST_F(AccountsTest, ANewPasswordEndsTheOtherLogIns) {
  const auto mine = one.log_in("ada", "correct horse");
  const auto other = one.log_in("ada", "correct horse");
  EXPECT_EQ(code_of(one.change(mine->access, "wrong", "battery staple")), "wrong_password");
  EXPECT_EQ(code_of(one.change(mine->access, "correct horse", "short")), "out_of_range");
  wall.t += std::chrono::seconds{1};
  ASSERT_EQ(code_of(one.change(mine->access, "correct horse", "battery staple")), "ok");
  EXPECT_EQ(code_of(one.identify(mine->access)), "ok");
  EXPECT_EQ(code_of(one.identify(other->access)), "unauthorized");
  EXPECT_EQ(code_of(one.refresh(other->refresh)), "unauthorized");
  EXPECT_EQ(code_of(one.refresh(mine->refresh)), "ok");
  EXPECT_EQ(code_of(one.log_in("ada", "correct horse")), "unauthorized");
  EXPECT_EQ(code_of(one.log_in("ada", "battery staple")), "ok");
}

TEST_F(AccountsTest, WhoIsRemovedIsLetInNoMore) {
  const auto tokens = one.log_in("ada", "correct horse");
  two.read_all();
  ASSERT_EQ(code_of(two.identify(tokens->access)), "ok");
  person("u-1", std::nullopt);
  for (AccountsProcess* process : {&one, &two}) {
    EXPECT_EQ(code_of(process->identify(tokens->access)), "unauthorized");
    EXPECT_EQ(code_of(process->refresh(tokens->refresh)), "unauthorized");
    EXPECT_EQ(code_of(process->log_in("ada", "correct horse")), "unauthorized");
  }
  EXPECT_EQ(code_of(one.change(tokens->access, "correct horse", "battery staple")), "unauthorized");
}

TEST_F(AccountsTest, AClosedAccountIsNone) {
  const auto tokens = one.log_in("ada", "correct horse");
  EXPECT_EQ(code_of(one.close("ada")), "ok");
  EXPECT_EQ(code_of(one.identify(tokens->access)), "unauthorized");
  EXPECT_EQ(code_of(one.refresh(tokens->refresh)), "unauthorized");
  EXPECT_EQ(code_of(one.log_in("ada", "correct horse")), "unauthorized");
  EXPECT_EQ(code_of(one.close("ada")), "not_found");
  wall.t += Duration{1};
  ASSERT_EQ(code_of(one.put("ada", "correct horse", "u-2")), "ok");
  EXPECT_EQ(code_of(one.identify(tokens->access)), "unauthorized") << "another account of that name";
}

TEST_F(AccountsTest, RegisteringMakesAccountAndSubject) {
  EXPECT_EQ(code_of(one.enroll("+4930", "2", R"({"phone":"+4930"})")), "ok");
  EXPECT_TRUE(one.directory.find(Tenant{"default"}, DirectoryType::subject, "2"));
  EXPECT_EQ(code_of(one.log_in("+4930", "correct horse")), "ok");
  EXPECT_EQ(code_of(one.enroll("+4930", "3", "{}")), "already_exists");
  EXPECT_EQ(code_of(one.enroll("+4931", "2", "{}")), "already_exists");
  EXPECT_EQ(code_of(one.enroll("+4931", "3", R"({"shoe":1})")), "unknown_field");
  EXPECT_EQ(code_of(one.enroll("", "3", "")), "bad_subject");
}

TEST_F(AccountsTest, DjangosHashIsReplacedAtTheFirstLogIn) {
  person("u-9", "{}");
  AccountRecord moved{"pbkdf2_sha256$1000$seasalt$mQnueSakb748zqBAC1tmWVZsZbi2zPGZarEzTGdfmso=", SubjectId{"u-9"}, wall.t, ""};
  ASSERT_TRUE(access::is_django_hash(moved.password));
  const RecordWriter writer(one.writer);
  ASSERT_TRUE(one.wait<Status>([&](auto done) {
    writer.write({{Tenant{"default"}, DirectoryType::account, "bob", to_json(moved)}}, "", done);
  }));
  EXPECT_EQ(code_of(one.log_in("bob", "wrong horse")), "unauthorized");
  EXPECT_TRUE(access::is_django_hash(one.records.account(Tenant{"default"}, "bob")->password));
  EXPECT_EQ(code_of(one.log_in("bob", "correct horse")), "ok");
  EXPECT_TRUE(one.records.account(Tenant{"default"}, "bob")->password.starts_with("$argon2id$"));
  EXPECT_EQ(code_of(one.log_in("bob", "correct horse")), "ok");
}

TEST_F(AccountsTest, TheLogIsAway) {
  const auto tokens = one.log_in("ada", "correct horse");
  log->set_available(false);
  EXPECT_EQ(code_of(one.log_in("ada", "correct horse")), "log_unavailable");
  EXPECT_EQ(code_of(one.refresh(tokens->refresh)), "log_unavailable");
  EXPECT_EQ(code_of(one.identify(tokens->access)), "ok");
  log->set_available(true);
  EXPECT_EQ(code_of(one.refresh(tokens->refresh)), "ok") << "it was not spent";
}

TEST_F(AccountsTest, GoOnRecordWithoutSecrets) {
  (void)one.log_in("ada", "wrong");
  (void)one.log_in("ada", "correct horse");
  (void)one.log_in("my password", "ada");
  (void)one.close("ada");
  EXPECT_EQ(audit.lines(), (Lines{"account_written boss ada ok", "login_failed ada ada unauthorized", "login u-1 ada ok",
                                  "login_failed   unauthorized", "account_closed boss ada ok"}));
}

TEST_F(AccountsTest, TheFirstAdminIsMadeOnce) {
  std::optional<Accounts::FirstAdmin> made;
  std::atomic<bool> over{false};
  std::thread start([&] {
    made = *one.accounts.make_first_admin(Tenant{"default"});
    over = true;
  });
  while (!over) {
    one.follower.work();
    std::this_thread::yield();
  }
  start.join();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->login, "admin");
  const auto tokens = one.log_in("admin", made->password.c_str());
  EXPECT_TRUE(one.identify(tokens->access)->roles.has(access::Role::admin));
  EXPECT_FALSE(*one.accounts.make_first_admin(Tenant{"default"}));
}

TEST_F(AccountsTest, KeysAreShownOnceAndRevokedEverywhere) {
  const auto make = [&](const char* role, std::optional<Timestamp> end = {}) {
    return one.wait<Result<ApiKeys::Made>>([&](auto done) { one.keys.make(one.boss, "kiosk", role, end, {}, done); });
  };
  EXPECT_EQ(code_of(make("user")), "out_of_range");
  EXPECT_EQ(code_of(make("king")), "out_of_range");
  EXPECT_EQ(code_of(make("ingest", wall.t)), "out_of_range");
  const auto made = make("ingest");
  ASSERT_TRUE(made.ok());
  two.read_all();
  http::Request request;
  request.headers.add("x-api-key", made->key);
  EXPECT_TRUE(two.gate.identify(request)->roles.has(access::Role::ingest));
  ASSERT_EQ(one.keys.list(Tenant{"default"}, "", 10).size(), 1U);
  EXPECT_EQ(to_json(one.keys.list(Tenant{"default"}, "", 10)[0].record).find(made->key), std::string::npos);
  const auto revoke = [&] { return one.wait<Status>([&](auto done) { one.keys.revoke(one.boss, made->id, {}, done); }); };
  EXPECT_EQ(code_of(revoke()), "ok");
  EXPECT_EQ(code_of(revoke()), "not_found");
  two.read_all();
  EXPECT_EQ(code_of(two.gate.identify(request)), "unauthorized");
}

}  // namespace
}  // namespace muster::ingest
