#include "api/access/passwords.h"

#include <sys/resource.h>

#include <atomic>
#include <mutex>
#include <string>

#include <gtest/gtest.h>

#include "api/access/attempts.h"
#include "api/access/password_pool.h"
#include "tests/access/gate_world.h"

namespace muster::access {
namespace {

constexpr Argon2Cost kCheap{1, 8 * 1024};
// As Django writes it: PBKDF2-HMAC-SHA256 of "correct horse", salt and iterations as they stand (by Python's hashlib).
const char* const kDjango = "pbkdf2_sha256$1000$seasalt$mQnueSakb748zqBAC1tmWVZsZbi2zPGZarEzTGdfmso=";

TEST(Passwords, MatchTheirHashAlone) {
  const auto passwords = argon2id(kCheap);
  const std::string hash = *passwords->hash("correct horse");
  EXPECT_TRUE(hash.starts_with("$argon2id$")) << hash;
  EXPECT_NE(hash, *passwords->hash("correct horse")) << "salted";
  EXPECT_TRUE(*passwords->matches("correct horse", hash));
  EXPECT_FALSE(*passwords->matches("correct horsf", hash));
  EXPECT_FALSE(passwords->outdated(hash));
  EXPECT_TRUE(argon2id({2, 8 * 1024})->outdated(hash));
}

TEST(Passwords, WhatIsNoHashMatchesNothing) {
  const auto passwords = argon2id(kCheap);
  for (const std::string& none : {std::string(), std::string("x"), std::string("$argon2id$"), std::string(300, '$'), std::string("nobody's")}) {
    EXPECT_FALSE(*passwords->matches("nobody's", none));
    EXPECT_TRUE(passwords->outdated(none));
  }
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they have maps of their own to make
TEST(Passwords, WithoutMemoryARightOneIsNotToldWrong) {
  const auto passwords = argon2id({1, std::size_t{16} << 20});
  const auto hash = passwords->hash("correct horse");
  ASSERT_TRUE(hash);
  rlimit before{};
  getrlimit(RLIMIT_AS, &before);
  const rlimit none{0, before.rlim_max};
  setrlimit(RLIMIT_AS, &none);
  const auto made = passwords->hash("correct horse");
  const auto same = passwords->matches("correct horse", *hash);
  setrlimit(RLIMIT_AS, &before);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "over_budget");
  ASSERT_FALSE(same);
  EXPECT_EQ(same.error().code, "over_budget");
  EXPECT_TRUE(*passwords->matches("correct horse", *hash));
}
#endif

TEST(Passwords, OfDjango) {
  const auto passwords = argon2id(kCheap);
  EXPECT_TRUE(is_django_hash(kDjango));
  EXPECT_TRUE(*passwords->matches("correct horse", kDjango));
  EXPECT_FALSE(*passwords->matches("correct horsf", kDjango));
  EXPECT_TRUE(passwords->outdated(kDjango));
  for (const char* none : {"pbkdf2_sha256$", "pbkdf2_sha256$0$s$AAAA", "pbkdf2_sha256$99999999999$s$AAAA", "pbkdf2_sha256$1$s", "pbkdf2_sha256$1$s$AAAA"}) {
    EXPECT_FALSE(is_django_hash(none)) << none;
  }
}

TEST(PasswordPool, RefusesWhatWouldWaitTooLong) {
  const HandMonotonic clock;
  PasswordPool pool(clock, 1, 2);
  std::mutex held;
  std::atomic<int> done{0};
  held.lock();
  const auto work = [&] {
    const std::lock_guard lock(held);
    ++done;
  };
  int taken = 0;
  while (pool.submit(work)) ++taken;
  EXPECT_GE(taken, 2);
  EXPECT_LE(taken, 3);
  held.unlock();
  pool.stop();
  EXPECT_EQ(done, taken);
  EXPECT_FALSE(pool.submit(work));
  const PasswordFigures figures = pool.figures();
  EXPECT_EQ(figures.done, static_cast<std::uint64_t>(taken));
  EXPECT_EQ(figures.refused, 2u);
  EXPECT_EQ(figures.waiting, 0u);
  EXPECT_EQ(figures.most_waiting, 2u);
}

TEST(PasswordPool, GoesOnBehindWhatThrows) {
  const HandMonotonic clock;
  PasswordPool pool(clock, 1, 2);
  std::atomic<bool> done{false};
  ASSERT_TRUE(pool.submit([] { throw std::bad_alloc(); }));
  ASSERT_TRUE(pool.submit([&] { done = true; }));
  pool.stop();
  EXPECT_TRUE(done);
  EXPECT_EQ(pool.figures().done, 2u);
}

TEST(PasswordPool, SaysHowLongItTook) {
  struct Stepping final : MonotonicClock {
    std::chrono::nanoseconds now() const override { return std::chrono::seconds{++steps}; }
    mutable std::atomic<int> steps{0};
  } clock;
  PasswordPool pool(clock, 1, 2);
  ASSERT_TRUE(pool.submit([] {}));  // asked at 1, begun at 2, over at 3
  pool.stop();
  EXPECT_EQ(pool.figures().waited, std::chrono::seconds{1});
  EXPECT_EQ(pool.figures().worked, std::chrono::seconds{1});
}

struct AttemptsOf {
  LoginName name{Tenant{"default"}, "ada"};
  Attempts attempts;
  Attempts::Time now{0};
  bool begin(const char* address = "127.0.0.1") { return attempts.begin(name, address, now); }
};

TEST(Attempts, TenInFiveMinutes) {
  AttemptsOf a;
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(a.begin());
    a.now += std::chrono::seconds{1};
  }
  EXPECT_FALSE(a.begin());
  EXPECT_EQ(a.attempts.wait(a.name, "127.0.0.1", a.now), std::chrono::seconds{290});
  EXPECT_TRUE(a.begin("127.0.0.2")) << "somebody else";
  a.now += std::chrono::seconds{290};
  EXPECT_TRUE(a.begin());
  EXPECT_FALSE(a.begin()) << "the window slides";
  a.attempts.forget(a.name, "127.0.0.1");
  EXPECT_TRUE(a.begin());
}

TEST(Attempts, AreBounded) {
  AttemptsOf a;
  for (int i = 0; i < 50'000; ++i) {
    a.name.login = std::to_string(i);
    a.begin();
  }
  EXPECT_EQ(a.attempts.size(), Attempts::kMostKept);
  a.name.login = "forgotten and tried";
  for (int i = 0; i < 100'000; ++i) {
    a.begin();
    a.attempts.forget(a.name, "127.0.0.1");
  }
  EXPECT_LE(a.attempts.size(), Attempts::kMostKept);
}

}  // namespace
}  // namespace muster::access
