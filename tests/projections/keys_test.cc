#include "projections/keys.h"

#include <rapidcheck.h>

#include <gtest/gtest.h>

#include "projections/index_keys.h"
#include "projections/mention_keys.h"
#include "projections/kv.h"

namespace muster::projections {
namespace {

const Tenant kTenant("acme");
const SubjectId kSubject("u-17");
const SessionId kSession("s1");
const Timestamp kTime = from_ms(1'795'000'000'123);

std::string hex(std::string_view bytes) {
  std::string out;
  for (const unsigned char c : bytes) {
    out.push_back("0123456789abcdef"[c >> 4]);
    out.push_back("0123456789abcdef"[c & 15]);
  }
  return out;
}

TEST(Keys, GoldenBytes) {
  const auto scope = keys::scope(3, kTenant, kSubject);
  EXPECT_EQ(hex(scope.bytes), "000361636d6500752d313700");
  EXPECT_EQ(hex(keys::session(scope, kSession)), "000361636d6500752d313700733100");
  EXPECT_EQ(hex(keys::checkpoint(scope, kTime)), "000361636d6500752d313700800001a1ee565e7b");
  EXPECT_EQ(hex(keys::subject_head(scope)), "000361636d6500752d313700ffffffffffffffff");
  EXPECT_EQ(hex(keys::evidence(scope, kSession)), "000361636d6500752d313700733100");
  EXPECT_EQ(hex(keys::evidence_before(scope, kSession, 20'000)), "000361636d6500752d313700733100" "80004e20");
  EXPECT_EQ(hex(keys::hours(scope, Kind("pc"), "", 20'000)), "000361636d6500752d31370070630000" "80004e20");
  EXPECT_EQ(hex(keys::active(kTenant) + keys::session_key({kTime, kSubject, kSession})),
            "5361636d6500800001a1ee565e7b752d313700733100");
  EXPECT_EQ(hex(keys::tenant_hours(kTenant, 1, {Kind("pc"), PlaceId("7")}, 625, 3)),
            "61636d6500000170630037008000027100" "03");
  EXPECT_EQ(hex(keys::tenant_hours(kTenant, 0, {Kind("pc"), PlaceId(), Grain::kind}, 20'000, 3)),
            "61636d6500010070630000" "80004e200003");
  EXPECT_EQ(hex(keys::cover(scope, {Kind(), PlaceId(), Grain::all}, 20'000)),
            "000361636d6500752d313700" "02000080004e20");
  EXPECT_EQ(hex(keys::outbox(3, 258)), "00030000000000000102");
  EXPECT_EQ(keys::next(Topic::pings, 2), "next/muster.pings.v1/2");
}

TEST(Keys, ReadBack) {
  const auto scope = keys::scope(3, kTenant, kSubject);
  const EventRef event{kTime, EventType::checkout, EventId("e"), "src"};
  const auto after = [&](const std::string& key, std::size_t more = 0) {
    return std::string_view(key).substr(scope.bytes.size() + more);
  };
  const std::string history = keys::history(scope, event);
  EXPECT_EQ(keys::parse_event(after(history)), event);
  const std::string mention = keys::mention(scope, keys::token_of_kind(Kind("pc")), event);
  EXPECT_EQ(keys::parse_event(after(mention, 4)), event);
  const std::string stay = keys::stay(scope, keys::token_of_endless(Kind("pc")), kTime, kSession);
  EXPECT_EQ(keys::parse_stay(after(stay, 4)), kSession);
  const std::string liveness = keys::liveness(scope, -4, kSession);
  EXPECT_EQ(keys::parse_liveness(after(liveness))->day, -4);
  EXPECT_EQ(keys::parse_alive(after(keys::alive(scope, -4, kSession)))->session, kSession);
  const std::string hours = keys::hours(scope, Kind("pc"), "coding", 9);
  EXPECT_EQ(keys::parse_hours(after(hours))->activity, "coding");
  EXPECT_EQ(keys::parse_scope(hours)->subject, kSubject);
  EXPECT_EQ(keys::parse_scope(hours)->length, scope.bytes.size());

  const keys::SessionKey who{kTime, kSubject, kSession};
  EXPECT_EQ(keys::parse_session_key(keys::session_key(who)), who);
  for (const keys::Bucket b : {keys::Bucket{0, 5}, keys::Bucket{2, -7}}) {
    EXPECT_EQ(keys::parse_day_entry(keys::day_entry(kTenant, b, who).substr(keys::days(kTenant, b).size())), who);
  }
  EXPECT_EQ(keys::parse_id(keys::id(kTenant, kSession, kSubject)), kSubject);
  const auto timer = keys::parse_timer(keys::timer({3, kTime, kTenant, kSubject, kSession}));
  ASSERT_TRUE(timer);
  EXPECT_EQ(timer->due, kTime);
  EXPECT_EQ(timer->session, kSession);
}

TEST(Keys, BucketsHoldEachDayOnce) {
  for (const Day first : {-1025, -33, -1, 0, 1, 31, 32, 1023}) {
    for (const Day length : {0, 1, 2, 31, 32, 33, 64, 1023, 1024, 1025, 5000}) {
      Day next = first;
      const auto buckets = keys::buckets_over(first, first + length - 1);
      for (const auto& [level, number] : buckets) {
        EXPECT_EQ(number * keys::kLevelDays[level], next);
        next += keys::kLevelDays[level];
      }
      EXPECT_EQ(next, first + length);
      EXPECT_LE(buckets.size(), 150u) << first << " " << length;
    }
  }
  EXPECT_EQ(keys::buckets_over(31, 96), (std::vector<keys::Bucket>{{0, 31}, {1, 1}, {1, 2}, {0, 96}}));
}

TEST(Keys, WhatIsNoKeyIsRefused) {
  EXPECT_FALSE(keys::parse_session_key(""));
  EXPECT_FALSE(keys::parse_session_key("12345678abc"));
  EXPECT_FALSE(keys::parse_event(std::string(8, 'x') + '\x20'));
  EXPECT_FALSE(keys::parse_timer("x"));
  for (const std::string wrong : {"abc", "\1", "a\1"}) {  // no end, and escapes of nothing
    EXPECT_FALSE(keys::parse_session(wrong));
    EXPECT_EQ(keys::parse_session(wrong + '\0').has_value(), wrong == "abc");
  }
  EXPECT_FALSE(keys::parse_session(std::string("\1\3\0", 3)));
  EXPECT_EQ(keys::parse_session(std::string("\1\1\1\2\0", 5)), SessionId(std::string("\0\1", 2)));
  EXPECT_FALSE(keys::parse_partition_value("abc"));
}

TEST(Keys, BucketsRoundDown) {
  EXPECT_EQ(keys::bucket_of(31, 1), 0);
  EXPECT_EQ(keys::bucket_of(32, 1), 1);
  EXPECT_EQ(keys::bucket_of(-1, 1), -1);
  EXPECT_EQ(keys::bucket_of(-32, 1), -1);
  EXPECT_EQ(keys::bucket_of(-33, 1), -2);
  EXPECT_EQ(keys::bucket_of(2048, 2), 2);
}

TEST(Keys, PrefixEnd) {
  EXPECT_EQ(prefix_end("ab"), "ac");
  EXPECT_EQ(prefix_end("a\xff\xff"), "b");
  EXPECT_EQ(prefix_end("\xff\xff"), "");
}

std::string any_bytes() {
  return *rc::gen::container<std::string>(rc::gen::element('\0', '\1', '\2', 'a', '\x7f', '\xff'));
}

TEST(KeysProperty, OrderIsTheOrderOfTheParts) {
  EXPECT_TRUE(rc::check("session keys sort by start, subject, session and read back", [] {
    const auto draw = [] {
      return keys::SessionKey{from_ms(*rc::gen::inRange<std::int64_t>(-3, 3)), SubjectId(any_bytes()),
                              SessionId(any_bytes())};
    };
    const keys::SessionKey a = draw(), b = draw();
    const std::string x = keys::session_key(a), y = keys::session_key(b);
    RC_ASSERT((a < b) == (x < y));
    RC_ASSERT((a == b) == (x == y));
    RC_ASSERT(keys::parse_session_key(x) == a);
  }));
}

}  // namespace
}  // namespace muster::projections
