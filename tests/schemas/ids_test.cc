#include "schemas/ids.h"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(DerivedId, GoldenValues) {
  EXPECT_EQ(derived_id({}), "8ba5532c-9a63-5c0a-88d2-58365df2a63f");
  EXPECT_EQ(derived_id({"key", "default", "anonymous", "POST", "/v1/pings", "k-1", "0"}), "9c32d96e-93c3-5961-bae1-f61f923bad7a");
  EXPECT_EQ(derived_id({"content", "default", "u-17", "muster.ping.v1", "{\"subject\":\"u-17\"}"}), "fac85ed1-7e97-5594-8616-a47f988fc0b8");
}

TEST(DerivedId, FieldsDoNotRunTogether) {
  EXPECT_NE(derived_id({"ab", "c"}), derived_id({"a", "bc"}));
  EXPECT_NE(derived_id({"a"}), derived_id({"a", ""}));
}

TEST(RandomId, IsVersionFourAndNew) {
  const std::string id = random_id();
  ASSERT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  EXPECT_NE(id, random_id());
}

TEST(Murmur2, IsThatOfKafkasJavaClient) {
  const auto hash = [](std::string_view text) { return static_cast<std::int32_t>(murmur2(text)); };
  EXPECT_EQ(hash("21"), -973932308);
  EXPECT_EQ(hash("foobar"), -790332482);
  EXPECT_EQ(hash("a-little-bit-long-string"), -985981536);
  EXPECT_EQ(hash("a-little-bit-longer-string"), -1486304829);
  EXPECT_EQ(hash("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8"), -58897971);
  EXPECT_EQ(hash("abc"), 479470107);
  EXPECT_EQ(partition_of("abc", 4), 479470107U % 4);
  EXPECT_EQ(partition_of("foobar", 7), (static_cast<std::uint32_t>(-790332482) & 0x7fffffffU) % 7);
}

// RFC 8785, §3.2.2 to §3.2.4 and appendix B.
TEST(CanonicalJson, ExamplesOfTheRfc) {
  EXPECT_EQ(canonical_json(R"({"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],)"
                           R"("string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})")
                .value(),
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
  EXPECT_EQ(canonical_json(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})").value(),
            "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"\xf0\x9f\x98\x80\":5,\"\xef\xac\xb3\":3}");
}

TEST(CanonicalJson, Numbers) {
  const auto canonical = [](std::string_view text) { return canonical_json(text).value(); };
  EXPECT_EQ(canonical("-0"), "0");
  EXPECT_EQ(canonical("5e-324"), "5e-324");
  EXPECT_EQ(canonical("1.7976931348623157e308"), "1.7976931348623157e+308");
  EXPECT_EQ(canonical("9007199254740993"), "9007199254740992");
  EXPECT_EQ(canonical("295147905179352830000"), "295147905179352830000");
  EXPECT_EQ(canonical("1e21"), "1e+21");
  EXPECT_EQ(canonical("999999999999999900000"), "999999999999999900000");
  EXPECT_EQ(canonical("0.000001"), "0.000001");
  EXPECT_EQ(canonical("0.0000001"), "1e-7");
  EXPECT_EQ(canonical("-1.5"), "-1.5");
  EXPECT_EQ(canonical("1e-400"), "0");
  EXPECT_EQ(canonical("[]"), "[]");
  EXPECT_EQ(canonical(" { } "), "{}");
}

TEST(CanonicalJson, Refusals) {
  for (const char* bad : {"", "{", "[1,]", R"({"a":1,"a":1})", "1e400", R"("\ud800")", "1 2", "nul", "{\"a\" 1}"}) {
    const auto result = canonical_json(bad);
    ASSERT_FALSE(result.ok()) << bad;
    EXPECT_EQ(result.error().code, "bad_json");
  }
}

TEST(Shapes, Tenants) {
  EXPECT_TRUE(parse_tenant("a-9").ok());
  EXPECT_TRUE(parse_tenant(std::string(64, 'a')).ok());
  for (const auto& bad : {std::string(), std::string(65, 'a'), std::string("A"), std::string("a_b"), std::string("ä")}) {
    EXPECT_FALSE(parse_tenant(bad).ok()) << bad;
  }
  EXPECT_EQ(parse_tenant("").error().code, "bad_tenant");
}

TEST(Shapes, Subjects) {
  EXPECT_EQ(parse_subject("u-17").value().str(), "u-17");
  EXPECT_EQ(parse_subject("A\xcc\x88").value().str(), "Ä");  // A and a combining diaeresis
  EXPECT_TRUE(is_subject("Ä"));
  EXPECT_FALSE(is_subject("A\xcc\x88"));
  EXPECT_TRUE(parse_subject(std::string(128, 'x')).ok());
  for (const char* taken_out : {".", ".."}) {
    EXPECT_FALSE(parse_subject(taken_out).ok()) << taken_out;
    EXPECT_TRUE(is_subject(taken_out)) << "of an event that there is";
  }
  for (const auto& bad : {std::string(), std::string(129, 'x'), std::string("a\nb"), std::string("a\x7f"), std::string(1, '\0'),
                          std::string("\xc2\x85"), std::string("\xff"), std::string("\xed\xa0\x80")}) {
    EXPECT_FALSE(parse_subject(bad).ok()) << bad;
    EXPECT_FALSE(is_subject(bad)) << bad;
  }
  EXPECT_EQ(parse_subject("").error().code, "bad_subject");
}

TEST(Shapes, SessionIds) {
  EXPECT_TRUE(parse_session_id("A.b_c:d-9").ok());
  EXPECT_TRUE(parse_session_id("...").ok());
  for (const auto& bad : {std::string(), std::string(65, 'x'), std::string("."), std::string(".."), std::string("a b"), std::string("a/b")}) {
    EXPECT_FALSE(parse_session_id(bad).ok()) << bad;
  }
  EXPECT_EQ(parse_session_id("").error().code, "bad_session_id");
}

}  // namespace
}  // namespace muster
