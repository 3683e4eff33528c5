#include <fmt/format.h>

#include "tests/access/gate_world.h"

namespace muster::access {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

struct Followed {
  Followed() {
    source = std::make_unique<KeySource>([this] { ++fetches; return answer; }, monotonic,
                                         [this](const Error* error) { told.push_back(error == nullptr ? "" : error->code); });
  }
  HandMonotonic monotonic;
  TokenFile file = token_file();
  Result<std::string> answer = file.jwks;
  int fetches = 0;
  std::vector<std::string> told;
  std::unique_ptr<KeySource> source;
};

const Error kAway{"io_error", ErrorClass::retry, "", "away"};

TEST(KeySource, IsReadAgainFromTimeToTime) {
  Followed f;
  EXPECT_FALSE(f.source->keys());
  EXPECT_TRUE(f.source->look());
  ASSERT_TRUE(f.source->keys());
  EXPECT_EQ(f.source->keys()->size(), 2U) << "the weak key and the published secret are none";
  EXPECT_FALSE(f.source->look());
  f.monotonic.time += minutes{10};
  const auto before = f.source->keys();
  EXPECT_TRUE(f.source->look());
  EXPECT_EQ(f.source->keys(), before) << "the same text is the same set: what is known stays known";
}

TEST(KeySource, UnknownKeysAreFetchedOnceAMinuteAtMost) {
  Followed f;
  f.source->look();
  for (int second = 0; second < 180; ++second) {
    for (int i = 0; i < 100; ++i) f.source->missed();
    f.source->look();
    f.monotonic.time += seconds{1};
  }
  EXPECT_EQ(f.fetches, 1 + 2);
}

TEST(KeySource, TheLastGoodSetStays) {
  Followed f;
  f.source->look();
  const auto good = f.source->keys();
  for (const Result<std::string>& bad : {Result<std::string>(kAway), Result<std::string>(std::string("{")), Result<std::string>(std::string(R"({"keys":[]})"))}) {
    f.answer = bad;
    f.monotonic.time += minutes{10};
    EXPECT_TRUE(f.source->look());
    EXPECT_EQ(f.source->keys(), good);
  }
  f.answer = f.file.jwks;
  f.monotonic.time += minutes{1};
  EXPECT_TRUE(f.source->look()) << "what is bad is tried again sooner";
  EXPECT_EQ(f.told, (std::vector<std::string>{"io_error", ""}));
}

TEST(KeySource, AReloadSaysWhatCameOfIt) {
  Followed f;
  f.source->look();
  for (const Result<std::string>& now : {Result<std::string>(kAway), Result<std::string>(kAway), Result<std::string>(f.file.jwks), Result<std::string>(f.file.jwks)}) {
    f.answer = now;
    f.source->reload();
    EXPECT_TRUE(f.source->look()) << "at once";
    EXPECT_TRUE(f.source->keys());
  }
  EXPECT_EQ(f.told, (std::vector<std::string>{"io_error", "io_error", "", ""}));
}

TEST(KeySource, ASecretMayBeReplaced) {
  const std::string old_secret(32, 'o'), new_secret(32, 'n');
  KeySource source(KeySet({Jwk::of_secret(old_secret, "")}));
  HandWall wall;
  HandMonotonic monotonic;
  const Gate gate({false, false, Gate::Jwt{rules(), source}, wall, monotonic});
  const auto token = [&](const std::string& secret) {
    const auto expires = std::chrono::floor<std::chrono::seconds>(wall.now().time_since_epoch()).count() + 60;
    return sign(fmt::format(R"({{"iss":"{}","aud":"{}","sub":"u-1","exp":{}}})", rules().issuer, rules().audience, expires), Jwk::of_secret(secret, ""));
  };
  EXPECT_EQ(code_of(gate.identify(bearing(token(old_secret)))), "ok");
  source.replace(KeySet({Jwk::of_secret(new_secret, "")}));
  EXPECT_EQ(code_of(gate.identify(bearing(token(old_secret)))), "unauthorized") << "also one that was known already";
  EXPECT_EQ(code_of(gate.identify(bearing(token(new_secret)))), "ok");
}

TEST(KeySource, SetsAreBounded) {
  std::string many = R"({"keys":[)";
  for (std::size_t i = 0; i <= kMaxKeys; ++i) many += R"({"kty":"oct"},)";
  many.back() = ']';
  EXPECT_EQ(KeySet::of_jwks(many + "}").error().code, "bad_config");
  for (const char* bad : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[1]})", R"({"keys":[{"kty":7}]})", R"({"keys":[{"use":7,"kty":"RSA"}]})"}) {
    EXPECT_EQ(KeySet::of_jwks(bad).error().code, "bad_config") << bad;
  }
}

TEST(KeySource, AKeyTakenOutOfTheSetIsNoKey) {
  Followed f;
  f.source->look();
  HandWall wall;
  const Gate gate({false, false, Gate::Jwt{rules(), *f.source}, wall, f.monotonic});
  EXPECT_EQ(code_of(gate.identify(bearing(f.file.token("rs256")))), "ok");
  const std::size_t rsa = f.file.jwks.find("\"kid\":\"r1\"");
  f.answer = std::string(f.file.jwks).replace(rsa, 10, "\"kid\":\"r2\"");
  f.monotonic.time += minutes{10};
  f.source->look();
  EXPECT_EQ(code_of(gate.identify(bearing(f.file.token("rs256")))), "unauthorized");
  EXPECT_EQ(code_of(gate.identify(bearing(f.file.token("es256")))), "ok");
}

TEST(Jwks, WhereItMayBe) {
  for (const char* good : {"https://id.example/keys", "http://127.0.0.1:8080/keys", "http://localhost/k", "http://[::1]:1/k", "keys.json"}) {
    EXPECT_TRUE(jwks_fetch(good)) << good;
  }
  for (const char* bad : {"", "http://id.example/keys", "http://127.0.0.1@id.example/", "ftp://127.0.0.1/k", "file:///etc/passwd", "http://10.0.0.1/"}) {
    EXPECT_EQ(jwks_fetch(bad).error().code, "bad_config") << bad;
  }
  EXPECT_EQ((*jwks_fetch("no such file"))().error().code, "io_error");
  EXPECT_EQ((*jwks_fetch(MUSTER_TEST_DATA "/tokens.txt"))().ok(), true);
}

}  // namespace
}  // namespace muster::access
