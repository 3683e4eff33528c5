#include "api/cursor.h"

#include <gtest/gtest.h>

namespace muster::api {
namespace {

Cursor sample() { return {from_ms(1'795'248'000'123), std::string("k\0\xff", 3), {{"kind", "pc"}, {"status", "active"}}}; }

TEST(Cursor, ComesBackAsItWas) {
  const CursorSigner signer("");
  const std::string token = signer.encode("sessions default", sample());
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), std::string::npos);
  const auto back = signer.decode("sessions default", token);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, sample());
}

TEST(Cursor, AnyChangedCharacterIsRefused) {
  const CursorSigner signer("key");
  const std::string token = signer.encode("s", sample());
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    const auto back = signer.decode("s", forged);
    ASSERT_FALSE(back.ok()) << i;
    EXPECT_EQ(back.error().code, "bad_cursor");
  }
}

TEST(Cursor, AnotherScopeKeyOrShapeIsRefused) {
  const CursorSigner signer("key");
  const std::string token = signer.encode("sessions default", sample());
  EXPECT_FALSE(signer.decode("sessions other", token).ok());
  EXPECT_FALSE(CursorSigner("other").decode("sessions default", token).ok());
  for (const char* text : {"", "A", "====", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_FALSE(signer.decode("sessions default", text).ok()) << text;
  }
}

}  // namespace
}  // namespace muster::api
