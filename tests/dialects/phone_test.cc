#include <gtest/gtest.h>

#include "api/dialects/clock_in.h"

namespace muster::api::dialects {
namespace {

TEST(Phone, BlanksDotsDashesAndBracketsAreDropped) {
  EXPECT_EQ(phone_in("+1 (555) 123-4567"), "+15551234567");
  EXPECT_EQ(phone_in("+49.30.1234567"), "+49301234567");
  EXPECT_EQ(phone_in("5551234"), "5551234");
  EXPECT_EQ(phone_in("+123456789012345"), "+123456789012345");
}

TEST(Phone, WhatComesAlongWithACopiedNumberIsDropped) {
  EXPECT_EQ(phone_in("\t+1 555\u00a0123\u20114567\n"), "+15551234567");
  EXPECT_EQ(phone_in("\u202a+15551234567\u202c"), "+15551234567");
  EXPECT_EQ(phone_in("+1555123456\xe2\x80"), "+1555123456") << "cut in the middle";
}

TEST(Phone, WhatIsNone) {
  for (const char* text : {"", "+", "123456", "+1234567890123456", "+1555123456a", "1+5551234567", "++15551234567", "admin",
                           "555\u2077123456", "5551234567\u2070"}) {
    EXPECT_EQ(phone_in(text), "") << text;
  }
}

}  // namespace
}  // namespace muster::api::dialects
