// Tokens of closings: whose they are, for how long, and that each is taken once.
#include "api/close_tokens.h"

#include <gtest/gtest.h>

namespace muster::api {
namespace {

constexpr Timestamp kNow = from_ms(1'795'248'000'123);
const std::vector<SeenSession> kSeen{{{3, SubjectId{"ann"}, SessionId{"a-1"}}, "9f2c"}, {{70'000, SubjectId{"bob"}, SessionId{"b"}}, ""}};

std::string code_of(CloseTokens& tokens, const std::string& who, const std::string& token, Timestamp now) {
  const auto shown = tokens.take(who, token, now);
  return shown.ok() ? "" : shown.error().code;
}

TEST(CloseTokens, StandForThemselves) {
  const CloseTokens one("key", "epoch");
  CloseTokens other("key", "epoch");
  const std::string token = *one.sign("default/boss", kSeen, kNow);
  const auto shown = other.take("default/boss", token, kNow);
  ASSERT_TRUE(shown.ok());
  ASSERT_EQ(shown->sessions.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(shown->sessions[i].place, kSeen[i].place);
    EXPECT_EQ(shown->sessions[i].version, kSeen[i].version);
  }
}

TEST(CloseTokens, AreOfOneKeyLogAndCredential) {
  const std::string token = *CloseTokens("key", "epoch").sign("default/boss", kSeen, kNow);
  CloseTokens other_key("other", "epoch"), other_log("key", "other"), random("", "epoch"), same("key", "epoch");
  EXPECT_EQ(code_of(other_key, "default/boss", token, kNow), "bad_token");
  EXPECT_EQ(code_of(other_log, "default/boss", token, kNow), "bad_token");
  EXPECT_EQ(code_of(random, "default/boss", token, kNow), "bad_token");
  EXPECT_EQ(code_of(same, "other/boss", token, kNow), "bad_token");
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(code_of(same, "default/boss", forged, kNow), "bad_token") << i;
  }
  for (const char* text : {"", "A", "====", "not base64!"}) EXPECT_EQ(code_of(same, "default/boss", text, kNow), "bad_token");
  EXPECT_EQ(code_of(same, "default/boss", token, kNow), "") << "what was refused has not used it up";
}

TEST(CloseTokens, AreGoodOnceAndForTenMinutes) {
  CloseTokens tokens("key", "epoch");
  const std::string token = *tokens.sign("default/boss", kSeen, kNow);
  const auto shown = tokens.take("default/boss", token, kNow);
  ASSERT_TRUE(shown.ok());
  EXPECT_EQ(code_of(tokens, "default/boss", token, kNow), "bad_token");
  tokens.give_back(shown->id);
  EXPECT_EQ(code_of(tokens, "default/boss", token, kNow + CloseTokens::kLife - Duration{1}), "");
  tokens.give_back(shown->id);
  EXPECT_EQ(code_of(tokens, "default/boss", token, kNow + CloseTokens::kLife), "bad_token");
}

TEST(CloseTokens, AreBounded) {
  CloseTokens tokens("key", "epoch");
  const std::vector<SeenSession> many(CloseTokens::kMostBytes / 128, {{0, SubjectId{std::string(128, 's')}, SessionId{"x"}}, "v"});
  EXPECT_EQ(tokens.sign("default/boss", many, kNow).error().code, "too_many_rows");
  for (std::size_t i = 0; i < CloseTokens::kRunsAtMost; ++i) {
    ASSERT_EQ(code_of(tokens, "default/boss", *tokens.sign("default/boss", {}, kNow), kNow), "");
  }
  EXPECT_EQ(code_of(tokens, "default/boss", *tokens.sign("default/boss", {}, kNow), kNow), "over_budget");
  const Timestamp later = kNow + CloseTokens::kLife;
  EXPECT_EQ(code_of(tokens, "default/boss", *tokens.sign("default/boss", {}, later), later), "");
}

}  // namespace
}  // namespace muster::api
