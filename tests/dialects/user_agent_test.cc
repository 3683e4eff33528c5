#include "api/dialects/user_agent.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "api/dialects/user_agent_data.h"

namespace muster::api::dialects {
namespace {

void expect_device(std::string_view agent, std::string_view name, std::string_view type, std::string_view browser) {
  const AgentDevice device = device_of_agent(agent);
  EXPECT_EQ(device.name, name) << agent;
  EXPECT_EQ(device.type, type) << agent;
  EXPECT_EQ(device.browser, browser) << agent;
}

TEST(UserAgent, TheProgramCarriesTheDataSetAsItIs) {
  std::ifstream in(MUSTER_UAP_REGEXES, std::ios::binary);
  const std::string packaged{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(packaged.empty());
  EXPECT_TRUE(user_agent_expressions() == packaged);
}

TEST(UserAgent, BrowsersOfComputers) {
  expect_device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36",
                "Chrome on Windows 10", "web", "Chrome");
  expect_device("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux", "web", "Firefox");
  expect_device("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
                "Safari on Mac OS X 10.15", "web", "Safari");
  expect_device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 Edg/132.0.0.0",
                "Edge on Windows 10", "web", "Edge");
}

TEST(UserAgent, PhonesAndTablets) {
  expect_device("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
                "Chrome Mobile on Android 14", "mobile", "Chrome Mobile");
  expect_device("Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
                "Mobile Safari on iOS 17", "mobile", "Mobile Safari");
  expect_device("Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
                "Mobile Safari on iOS 16", "tablet", "Mobile Safari");
}

TEST(UserAgent, TabletsOfAndroidDoNotSayMobile) {
  expect_device("Mozilla/5.0 (Linux; Android 12; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36",
                "Chrome on Android 12", "tablet", "Chrome");
  expect_device("Mozilla/5.0 (Linux; Android 10; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/120.1.11 like Chrome/120.0.6099.230 Safari/537.36",
                "Amazon Silk on Android 10", "tablet", "Amazon Silk");
  expect_device("Mozilla/5.0 (Android 13; Tablet; rv:122.0) Gecko/122.0 Firefox/122.0", "Firefox Mobile on Android 13", "tablet", "Firefox Mobile");
  EXPECT_EQ(device_of_agent("Dalvik/2.1.0 (Linux; U; Android 13; SM-S918B Build/TP1A.220624.014)").type, "mobile") << "an app does not say";
}

TEST(UserAgent, WindowsWithItsMinorVersion) {
  expect_device("Mozilla/5.0 (Windows NT 6.3; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36",
                "Chrome on Windows 8.1", "web", "Chrome");
}

TEST(UserAgent, WhatIsNoBrowser) {
  expect_device("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot", "bot", "Googlebot");
  expect_device("", "Unknown device", "unknown", "");
  expect_device("\x01\xff nobody knows", "Unknown device", "unknown", "");
}

}  // namespace
}  // namespace muster::api::dialects
