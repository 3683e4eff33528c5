#include "api/access/networks.h"

#include <gtest/gtest.h>

#include "api/access/accounts.h"

namespace muster::access {
namespace {

Networks nets(std::vector<std::string> cidrs) {
  auto parsed = Networks::parse(cidrs);
  EXPECT_TRUE(parsed.ok());
  return parsed ? *parsed : Networks{};
}

http::Request from(const char* peer, std::vector<http::Pair> headers = {}) {
  http::Request request;
  request.peer_address = peer;
  for (auto& [name, value] : headers) request.headers.add(name, value);
  return request;
}

TEST(Networks, HoldAddressesOfBothKinds) {
  const Networks all = nets({"10.1.0.0/15", "127.0.0.1", "fd00::/9", "::1"});
  for (const char* in : {"10.0.255.1", "10.1.2.3", "127.0.0.1", "::ffff:127.0.0.1", "fd7f::1", "::1"}) EXPECT_TRUE(all.contains(in)) << in;
  for (const char* out : {"10.2.0.0", "127.0.0.2", "fd80::1", "::2", "", "10.1.0", "localhost", "10.1.0.0/15"}) {
    EXPECT_FALSE(all.contains(out)) << out;
  }
  EXPECT_TRUE(nets({"0.0.0.0/0"}).contains("255.1.2.3"));
  EXPECT_FALSE(nets({"0.0.0.0/0"}).contains("::1"));
}

TEST(Networks, OthersAreRefused) {
  for (const char* bad : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::1/129", "host", "10.0.0.0/-1"}) {
    EXPECT_EQ(Networks::parse({bad}).error().code, "bad_config") << bad;
  }
}

TEST(ClientAddress, IsTheRightmostThatIsNotTrusted) {
  const Networks proxies = nets({"10.0.0.0/8"});
  EXPECT_EQ(client_address(from("1.2.3.4", {{"x-forwarded-for", "9.9.9.9"}}), proxies), "1.2.3.4");
  EXPECT_EQ(client_address(from("10.0.0.1"), proxies), "10.0.0.1");
  EXPECT_EQ(client_address(from("10.0.0.1", {{"x-forwarded-for", "6.6.6.6, 5.5.5.5 ,10.2.2.2"}}), proxies), "5.5.5.5");
  EXPECT_EQ(client_address(from("10.0.0.1", {{"x-forwarded-for", "6.6.6.6"}, {"x-forwarded-for", "10.3.3.3"}}), proxies), "6.6.6.6");
  EXPECT_EQ(client_address(from("10.0.0.1", {{"x-forwarded-for", "5.5.5.5, <script>"}}), proxies), "10.0.0.1");
}

TEST(ClientAddress, AForwardingHeaderOfAnybodyElseIsNotOpen) {
  const Networks open = nets({"127.0.0.0/8"});
  const Networks proxies = nets({"127.0.0.1"});
  EXPECT_TRUE(comes_from(from("127.0.0.1"), open, {}));
  EXPECT_FALSE(comes_from(from("10.0.0.1"), open, {}));
  EXPECT_FALSE(comes_from(from("127.0.0.1", {{"x-forwarded-for", "127.0.0.1"}}), open, {}));
  EXPECT_FALSE(comes_from(from("127.0.0.1", {{"forwarded", "for=1.2.3.4"}}), open, {}));
  EXPECT_FALSE(comes_from(from("127.0.0.1", {{"x-forwarded-for", "8.8.8.8"}}), open, proxies));
  EXPECT_FALSE(comes_from(from("127.0.0.1", {{"forwarded", "for=8.8.8.8"}}), open, proxies));
  EXPECT_FALSE(comes_from(from("127.0.0.1", {{"x-forwarded-port", "443"}}), open, {}));
  EXPECT_FALSE(comes_from(from("127.0.0.1", {{"via", "1.1 gate"}}), open, {}));
  EXPECT_TRUE(comes_from(from("127.0.0.1", {{"x-forwarded-for", "127.0.0.9"}}), open, proxies));
  EXPECT_TRUE(comes_from(from("127.0.0.1", {{"x-forwarded-for", "127.0.0.1"}}), open, proxies)) << "by way of it, from the same machine";
}

TEST(ClientAddress, WhatAProxyDoesNotSayIsNotOpen) {
  const Networks open = nets({"127.0.0.0/8"});
  const Networks proxies = nets({"127.0.0.1"});
  EXPECT_FALSE(comes_from(from("127.0.0.1"), open, proxies));
  for (const char* said : {"", " ", "8.8.8.8, junk", "8.8.8.8:1234", "127.0.0.2:80", "unknown", "127.0.0.2,", ",", "8.8.8.8,,127.0.0.1"}) {
    EXPECT_FALSE(comes_from(from("127.0.0.1", {{"x-forwarded-for", said}}), open, proxies)) << said;
  }
  EXPECT_FALSE(comes_from(from("127.0.0.1", {{"x-forwarded-for", "127.0.0.9"}, {"x-forwarded-for", ""}}), open, proxies));
}

TEST(Host, NamesThisMachineOrAnother) {
  for (const char* own : {"localhost", "LOCALHOST:8080", "desk.localhost", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:8080"}) EXPECT_TRUE(names_this_machine(own)) << own;
  for (const char* other : {"", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "10.0.0.1", "[::2]:80", "notlocalhost", "["}) {
    EXPECT_FALSE(names_this_machine(other)) << other;
  }
  const Networks open = nets({"127.0.0.0/8"});
  EXPECT_TRUE(comes_from(from("127.0.0.1", {{"host", "127.0.0.1:8080"}}), open, {}));
  EXPECT_FALSE(comes_from(from("127.0.0.1", {{"host", "evil.example:8080"}}), open, {}));
  EXPECT_TRUE(comes_from(from("127.0.0.1", {{"host", "muster.example"}, {"x-forwarded-for", "127.0.0.9"}}), open, nets({"127.0.0.1"})));
}

TEST(Bearer, OfTheHeader) {
  EXPECT_EQ(bearer_of("Bearer abc"), "abc");
  EXPECT_EQ(bearer_of("bEARER  abc"), "abc");
  for (const char* none : {"", "Bearer", "Bearer ", "Basic abc", "Bearerabc d"}) EXPECT_EQ(bearer_of(none), "") << none;
}

}  // namespace
}  // namespace muster::access
