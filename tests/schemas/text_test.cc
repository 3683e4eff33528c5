#include "schemas/text.h"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(Text, IsTrimmedOfBlanksAndTabsAlone) {
  EXPECT_EQ(trimmed(" \t a b\t "), "a b");
  EXPECT_EQ(trimmed("\na\n"), "\na\n");
  EXPECT_EQ(trimmed(" \t "), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(Text, LosesCapitalsOfAsciiAlone) { EXPECT_EQ(lower("Content-TYPE É 9"), "content-type É 9"); }

TEST(Text, IsCountedByCodePoints) {
  EXPECT_EQ(characters("Nora Ömer"), 9U);
  EXPECT_EQ(characters("\xF0\x9F\x98\x80"), 1U);
  EXPECT_EQ(characters(""), 0U);
}

TEST(Text, IsPercentEncodedButForUnreservedCharacters) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b/ö&%"), "a%20b%2F%C3%B6%26%25");
}

}  // namespace
}  // namespace muster
