// The webhook: what it says, when it says it again, what it remembers, and whom it never calls.
#include "deploy/muster/webhook_queue.h"

#include <gtest/gtest.h>

#include <fstream>

#include "deploy/muster/webhook_files.h"
#include "deploy/muster/webhook_message.h"
#include "deploy/muster/webhook_post.h"
#include "tests/projections/temp_folder.h"

namespace muster::deploy {
namespace {

using projections::TempFolder;

const Timestamp kNow = *parse_rfc3339("2026-11-21T12:00:00Z");
const std::set<std::string, std::less<>> kEmergency{"emergency"};

std::string announcement(const std::string& session, const std::string& flag = "emergency", const std::string& since = "2026-11-21T11:59:00.000Z",
                         const std::string& notes = "") {
  return R"({"change":"ended","version":"v","session":{"subject":"ann","session_id":")" + session + R"(","notes":")" + notes +
         R"(","flags":[{"flag":")" + flag + R"(","since":")" + since + R"(","evidence":{}}]}})";
}

TEST(WebhookMessage, IsMadeOfAFlagThatIsWanted) {
  const auto made = webhook_messages("default/ann/s1", announcement("s1"), kEmergency);
  ASSERT_EQ(made.size(), 1U);
  EXPECT_NE(made[0].body.find(R"("type":"session.emergency")"), std::string::npos);
  EXPECT_EQ(webhook_messages("default/ann/s1", announcement("s1", "emergency", "2026-11-21T11:59:00.000Z", "later"), kEmergency)[0].id, made[0].id);
  EXPECT_NE(webhook_messages("default/bob/s1", announcement("s1"), kEmergency)[0].id, made[0].id);
  EXPECT_TRUE(webhook_messages("default/ann/s1", announcement("s1", "left_place"), kEmergency).empty());
  for (const char* other : {"", "7", "{}", R"({"session":7})", R"({"session":{"flags":7}})", R"({"session":{"flags":[7]}})"}) {
    EXPECT_TRUE(webhook_messages("default/ann/s1", other, kEmergency).empty()) << other;
  }
}

TEST(WebhookMessage, IsShortEvenOfALongSession) {
  const auto made = webhook_messages("default/ann/s1", announcement("s1", "emergency", "2026-11-21T11:59:00.000Z", std::string(30'000, 'x')), kEmergency);
  ASSERT_EQ(made.size(), 1U);
  EXPECT_LT(made[0].body.size(), kMaxWebhookBody);
  EXPECT_NE(made[0].body.find(R"("session_id":"s1")"), std::string::npos);
}

TEST(WebhookSignature, IsThatOfTheStandard) {
  const auto secret = webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(webhook_signature(*secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  for (const char* bad : {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_abc", "whsec_====", "whsec_AAAA", "whsec_!!!!9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) {
    EXPECT_FALSE(webhook_secret(bad).ok()) << bad;
  }
}

TEST(WebhookPause, GrowsFromSecondsToADayAndEnds) {
  EXPECT_EQ(webhook_pause(1, 0), Duration{5'000});
  EXPECT_EQ(webhook_pause(1, 0.5), Duration{5'500});
  Duration before{0};
  for (unsigned failures = 1; failures <= 9; ++failures) {
    const auto pause = webhook_pause(failures, 0.999);
    ASSERT_TRUE(pause);
    EXPECT_GT(*pause, before);
    EXPECT_LE(*pause, Duration{std::chrono::hours{29}});
    before = *pause;
  }
  EXPECT_FALSE(webhook_pause(10, 0));
}

WebhookMessage message(const std::string& id, Timestamp since = kNow) { return {id, "{}", since}; }

TEST(WebhookQueue, TakesOnceAndNothingOld) {
  WebhookQueue queue;
  EXPECT_TRUE(queue.take(message("a"), kNow));
  EXPECT_FALSE(queue.take(message("a"), kNow));
  EXPECT_FALSE(queue.take(message("b", kNow - kAlarmAge - Duration{1}), kNow));
  queue.delivered("a");
  EXPECT_FALSE(queue.take(message("a"), kNow));
  EXPECT_EQ(queue.size(), 0U);
}

TEST(WebhookQueue, IsTheSameFromItsFile) {
  WebhookQueue queue;
  queue.epoch = "e";
  queue.positions[3] = 17;
  for (const char* id : {"a", "b"}) queue.take(message(id), kNow);
  EXPECT_FALSE(queue.failed("a", "why", kNow, 0));
  queue.delivered("b");
  auto again = WebhookQueue::from_json(queue.to_json());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->to_json(), queue.to_json());
  EXPECT_FALSE(again->take(message("b"), kNow));
  EXPECT_EQ(again->due(kNow + Duration{4'999}), nullptr);
  EXPECT_EQ(again->due(kNow + Duration{5'000})->message.id, "a");
  for (const char* bad : {"", "{}", R"({"format":2})", R"({"format":1,"epoch":"","positions":{"x":1},"pending":[],"known":{}})"}) {
    EXPECT_FALSE(WebhookQueue::from_json(bad).ok()) << bad;
  }
}

TEST(WebhookPost, CallsPublicAddressesAlone) {
  for (const char* open : {"8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"}) EXPECT_TRUE(is_public_address(open)) << open;
  for (const char* own : {"127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
                          "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "ff02::1", "x", ""}) {
    EXPECT_FALSE(is_public_address(own)) << own;
  }
  for (const char* url : {"http://example.org/", "ftp://example.org/", "https://user:pass@example.org/", "example.org", ""}) {
    EXPECT_FALSE(check_webhook_url({url}).ok()) << url;
  }
  EXPECT_EQ(post_webhook({"https://127.0.0.1:1/"}, "{}", {}).error().code, "forbidden");
  EXPECT_EQ(post_webhook({"https://[::1]:1/"}, "{}", {}).error().code, "forbidden");
  EXPECT_EQ(post_webhook({"https://localhost:1/", false}, "{}", {}).error().code, "forbidden");
}

TEST(WebhookFiles, KeepTheLatestDeadLetters) {
  const TempFolder folder;
  WebhookFiles files(folder.at("webhook"));
  const std::size_t all = 2 * WebhookFiles::kDeadLetters;
  for (std::size_t i = 0; i < all; ++i) ASSERT_TRUE(files.bury({message(std::to_string(i)), kNow, "why"}).ok());
  EXPECT_EQ(files.buried(), WebhookFiles::kDeadLetters);
  EXPECT_EQ(WebhookFiles(folder.at("webhook")).buried(), WebhookFiles::kDeadLetters);
  std::ifstream in(folder.at("webhook") + "/dead_letters.ndjson");
  std::string first;
  std::getline(in, first);
  EXPECT_NE(first.find(R"("id":"1000")"), std::string::npos) << first;
}

}  // namespace
}  // namespace muster::deploy
