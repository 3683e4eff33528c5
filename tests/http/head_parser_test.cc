#include "api/http/head_parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace muster::http {
namespace {

constexpr HeadLimits kLimits;
using State = HeadScanner::State;

// Scans and parses as a connection would, all at once. The code of the refusal, or "".
std::string verdict(const std::string& bytes, HeadLimits limits = kLimits) {
  HeadScanner scanner;
  const State state = scanner.scan(bytes, limits);
  if (state == State::more) return "more";
  if (state == State::failed) return scanner.error().code;
  const Result<Head> head = parse_head(scanner.head(bytes), limits);
  return head ? "" : head.error().code;
}

std::string head(const std::string& line, const std::string& fields = "Host: h\r\n") {
  return line + "\r\n" + fields + "\r\n";
}

std::string with_field(const std::string& field) {
  return head("POST / HTTP/1.1", "Host: h\r\n" + field + "\r\n");
}

TEST(HeadParser, ReadsARequest) {
  const std::string bytes = head("GET /a%20b/c?x=1&y=%C3%A9+z&x=2 HTTP/1.1",
                                 "Host: h\r\nX-One:  1 \r\nx-one: 2\r\nX-Request-Id: a.B-9_\r\n");
  const Result<Head> parsed = parse_head(bytes, kLimits);
  ASSERT_TRUE(parsed.ok());
  const Request& request = parsed->request;
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/a%20b/c?x=1&y=%C3%A9+z&x=2");
  EXPECT_EQ(request.path, "/a b/c");
  EXPECT_EQ(request.segments, (std::vector<std::string>{"a b", "c"}));
  EXPECT_EQ(request.query, (std::vector<Pair>{{"x", "1"}, {"y", "\xC3\xA9 z"}, {"x", "2"}}));
  EXPECT_EQ(*request.header("x-one"), "1");
  EXPECT_EQ(request.headers.count("x-one"), 2U);
  EXPECT_EQ(request.header("x-two"), nullptr);
  EXPECT_EQ(request.request_id, "a.B-9_");
  EXPECT_TRUE(parsed->keep_alive);
  EXPECT_EQ(parsed->content_length, 0U);
}

TEST(HeadParser, KeepsAliveAsTheVersionSays) {
  EXPECT_TRUE(parse_head(head("GET / HTTP/1.1"), kLimits)->keep_alive);
  EXPECT_FALSE(parse_head(with_field("Connection: close"), kLimits)->keep_alive);
  EXPECT_FALSE(parse_head(with_field("connection: x, CLOSE"), kLimits)->keep_alive);
  EXPECT_FALSE(parse_head(head("GET / HTTP/1.0"), kLimits)->keep_alive);
  const Result<Head> old = parse_head(head("GET / HTTP/1.0", "Connection: keep-alive\r\n"), kLimits);
  EXPECT_TRUE(old->keep_alive);
  EXPECT_TRUE(old->http_1_0);
}

TEST(HeadParser, TakesWhatIsAllowed) {
  EXPECT_EQ(verdict(head("GET / HTTP/1.0", "")), "");
  EXPECT_EQ(verdict("\r\n\r\n" + head("GET / HTTP/1.1")), "");
  EXPECT_EQ(verdict(head("OPTIONS * HTTP/1.1")), "");
  EXPECT_EQ(verdict(head("GET http://host:80/a?b HTTP/1.1")), "");
  EXPECT_EQ(verdict(with_field("Content-Length: 0")), "");
  EXPECT_EQ(verdict(with_field("Content-Length: 007")), "");
  EXPECT_EQ(verdict(with_field("Expect: 100-Continue")), "");
  EXPECT_EQ(verdict(with_field("X: \xC3\xA9")), "");
}

struct Refused {
  const char* what;
  std::string bytes;
  const char* code;
};

class HeadRefused : public testing::TestWithParam<Refused> {};

TEST_P(HeadRefused, WithItsCode) { EXPECT_EQ(verdict(GetParam().bytes), GetParam().code); }

INSTANTIATE_TEST_SUITE_P(
    HeadParser, HeadRefused,
    testing::Values(
        Refused{"no_version", head("GET /"), "bad_request"},
        Refused{"star_of_get", head("GET * HTTP/1.1"), "bad_request"},
        Refused{"version_2", head("GET / HTTP/2.0"), "bad_request"},
        Refused{"version_1_2", head("GET / HTTP/1.2"), "bad_request"},
        Refused{"lower_case_http", head("GET / http/1.1"), "bad_request"},
        Refused{"two_spaces", head("GET  / HTTP/1.1"), "bad_request"},
        Refused{"bare_lf", "GET / HTTP/1.1\nHost: h\n\n", "bad_request"},
        Refused{"bare_lf_in_fields", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n", "bad_request"},
        Refused{"cr_in_value", with_field("X: a\rb"), "bad_request"},
        Refused{"nul_in_value", with_field(std::string("X: a\0b", 6)), "bad_request"},
        Refused{"control_in_value", with_field("X: a\x01z"), "bad_request"},
        Refused{"nul_in_target", head(std::string("GET /\0 HTTP/1.1", 15)), "bad_request"},
        Refused{"space_before_colon", with_field("X : y"), "bad_request"},
        Refused{"no_colon", with_field("X"), "bad_request"},
        Refused{"no_name", with_field(": y"), "bad_request"},
        Refused{"folded", with_field("X: y\r\n z"), "bad_request"},
        Refused{"folded_by_tab", with_field("X: y\r\n\tz"), "bad_request"},
        Refused{"no_host", head("GET / HTTP/1.1", ""), "bad_request"},
        Refused{"two_hosts", head("GET / HTTP/1.1", "Host: a\r\nHost: a\r\n"), "bad_request"},
        Refused{"two_hosts_1_0", head("GET / HTTP/1.0", "Host: a\r\nHost: a\r\n"), "bad_request"},
        Refused{"length_plus", with_field("Content-Length: +5"), "bad_request"},
        Refused{"length_minus", with_field("Content-Length: -5"), "bad_request"},
        Refused{"length_letters", with_field("Content-Length: 5abc"), "bad_request"},
        Refused{"length_hex", with_field("Content-Length: 0x5"), "bad_request"},
        Refused{"length_empty", with_field("Content-Length:"), "bad_request"},
        Refused{"length_list", with_field("Content-Length: 5, 5"), "bad_request"},
        Refused{"length_huge", with_field("Content-Length: 99999999999999999999"), "bad_request"},
        Refused{"length_twice", with_field("Content-Length: 5\r\nContent-Length: 5"), "bad_request"},
        Refused{"lengths_conflict", with_field("Content-Length: 5\r\nContent-Length: 6"),
                "bad_request"},
        Refused{"length_then_chunked", with_field("Content-Length: 5\r\nTransfer-Encoding: chunked"),
                "bad_request"},
        Refused{"chunked_then_length", with_field("Transfer-Encoding: chunked\r\nContent-Length: 5"),
                "length_required"},
        Refused{"chunked", with_field("Transfer-Encoding: chunked"), "length_required"},
        Refused{"chunke", with_field("Transfer-Encoding: chunke"), "length_required"},
        Refused{"identity", with_field("Transfer-Encoding: identity"), "length_required"},
        Refused{"gzip", with_field("Content-Encoding: gzip"), "unsupported_media_type"},
        Refused{"identity_content", with_field("Content-Encoding: identity"),
                "unsupported_media_type"},
        Refused{"expectation", with_field("Expect: tea"), "bad_request"},
        Refused{"trace", head("TRACE / HTTP/1.1"), "method_not_allowed"},
        Refused{"connect", head("CONNECT h:80 HTTP/1.1"), "method_not_allowed"},
        Refused{"propfind", head("PROPFIND / HTTP/1.1"), "method_not_allowed"},
        Refused{"lower_case_get", head("get / HTTP/1.1"), "method_not_allowed"},
        Refused{"bad_method", head("G@T / HTTP/1.1"), "bad_request"},
        Refused{"relative_target", head("GET a HTTP/1.1"), "bad_request"},
        Refused{"escape_cut", head("GET /%2 HTTP/1.1"), "bad_request"},
        Refused{"escape_not_hex", head("GET /%zz HTTP/1.1"), "bad_request"},
        Refused{"escape_nul", head("GET /%00 HTTP/1.1"), "bad_request"},
        Refused{"path_not_utf8", head("GET /%ff HTTP/1.1"), "bad_request"},
        Refused{"query_not_utf8", head("GET /?a=%c3 HTTP/1.1"), "bad_request"},
        Refused{"raw_not_utf8", head("GET /\xff HTTP/1.1"), "bad_request"},
        Refused{"fragment", head("GET /#a HTTP/1.1"), "bad_request"},
        Refused{"long_target", head("GET /" + std::string(8192, 'a') + " HTTP/1.1"),
                "target_too_long"},
        Refused{"endless_line", "GET /" + std::string(17000, 'a'), "target_too_long"},
        Refused{"long_head", with_field("X: " + std::string(17000, 'a')), "head_too_large"},
        Refused{"endless_field", "GET / HTTP/1.1\r\nX: " + std::string(17000, 'a'),
                "head_too_large"}),
    [](const auto& test) { return std::string(test.param.what); });

TEST(HeadParser, CountsFields) {
  std::string fields = "Host: h\r\n";
  for (int i = 1; i < 64; ++i) fields += "X: y\r\n";
  EXPECT_EQ(verdict(head("GET / HTTP/1.1", fields)), "");
  EXPECT_EQ(verdict(head("GET / HTTP/1.1", fields + "X: y\r\n")), "head_too_large");
}

TEST(HeadParser, TakesAHeadOfExactlyTheLimit) {
  const std::string bare = with_field("X: ");
  const std::string full = with_field("X: " + std::string(kLimits.max_head - bare.size(), 'a'));
  ASSERT_EQ(full.size(), kLimits.max_head);
  EXPECT_EQ(verdict(full), "");
  EXPECT_EQ(verdict(with_field("X: " + std::string(kLimits.max_head - bare.size() + 1, 'a'))),
            "head_too_large");
}

TEST(HeadParser, TakesOnlyGoodRequestIds) {
  const auto id_of = [](const std::string& id) {
    return parse_head(with_field("X-Request-Id: " + id), kLimits)->request.request_id;
  };
  EXPECT_EQ(id_of(std::string(64, 'x')), std::string(64, 'x'));
  EXPECT_EQ(id_of(std::string(65, 'x')), "");
  EXPECT_EQ(id_of("a b"), "");
  EXPECT_EQ(id_of("a\"b"), "");
  EXPECT_EQ(id_of(""), "");
}

TEST(HeadScanner, FindsTheSameEndHoweverTheBytesCome) {
  const std::string bytes = "\r\n" + head("POST /x HTTP/1.1", "Host: h\r\nContent-Length: 4\r\n");
  const std::string stream = bytes + "body" + bytes;
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    HeadScanner scanner;
    std::size_t have = 0;
    State state = State::more;
    while (state == State::more && have < stream.size()) {
      have = std::min(stream.size(), have + step);
      state = scanner.scan(std::string_view(stream).substr(0, have), kLimits);
    }
    ASSERT_EQ(state, State::complete) << step;
    EXPECT_EQ(scanner.body_begin(), bytes.size()) << step;
    EXPECT_EQ(scanner.head(stream), bytes.substr(2)) << step;
  }
}

TEST(HeadScanner, LooksAtEachByteOnce) {
  HeadScanner scanner;
  const std::string bytes = "GET / HTTP/1.1\r\nX: " + std::string(16'000, 'a');
  for (std::size_t have = 1; have <= bytes.size(); ++have) {
    const std::size_t before = scanner.body_begin();
    ASSERT_EQ(scanner.scan(std::string_view(bytes).substr(0, have), kLimits), State::more);
    ASSERT_EQ(scanner.body_begin() - before, 1U);
  }
}

}  // namespace
}  // namespace muster::http
