#include "schemas/credential_records.h"

#include <gtest/gtest.h>

#include "schemas/ids.h"

namespace muster {
namespace {

TEST(CredentialRecords, ReadAsTheyWereWrittenAndAreCanonical) {
  const AccountRecord account{"$argon2id$x", SubjectId{"u-1"}, from_ms(1'789'990'000'123), "c0ffee"};
  const LogInsRecord log_ins{{{"s1", "r1", from_ms(1), from_ms(2)}, {"s2", "r2", from_ms(3), from_ms(4)}}, {{"s0", from_ms(5)}}};
  const KeyRecord key{"9f", "kiosk \"north\"", "ingest", from_ms(0), from_ms(1)};
  EXPECT_EQ(*credential_record<AccountRecord>(to_json(account)), account);
  EXPECT_EQ(*credential_record<LogInsRecord>(to_json(log_ins)), log_ins);
  EXPECT_EQ(*credential_record<KeyRecord>(to_json(key)), key);
  EXPECT_EQ(*credential_record<LogInsRecord>(to_json(LogInsRecord{})), LogInsRecord{});
  for (const std::string& text : {to_json(account), to_json(log_ins), to_json(key)}) EXPECT_EQ(*canonical_json(text), text);
}

TEST(CredentialRecords, WhatIsNoneIsRefused) {
  EXPECT_FALSE(credential_record<AccountRecord>(R"({"subject":"u-1"})"));
  EXPECT_FALSE(credential_record<AccountRecord>(R"({"subject":"u-1","password":1})"));
  EXPECT_FALSE(credential_record<KeyRecord>(R"({"hash":"9f","name":"x","role":"user","expires_at":"soon"})"));
  EXPECT_FALSE(credential_record<KeyRecord>("{"));
  std::string many = R"({"ended":[)";
  for (std::size_t i = 0; i <= kMaxLogIns; ++i) many += R"({"at":"2026-01-01T00:00:00Z","sid":"s"},)";
  many.back() = ']';
  EXPECT_FALSE(credential_record<LogInsRecord>(many + "}"));
}

}  // namespace
}  // namespace muster
