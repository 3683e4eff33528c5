// What a webhook says: Standard Webhooks (standardwebhooks.com), a message for a flag that a session has.
// Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

struct WebhookMessage {
  std::string id;    // the same for the same flag of the same session, in every process
  std::string body;  // JSON, less than kMaxWebhookBody
  Timestamp since{};
};
inline constexpr std::size_t kMaxWebhookBody = 20'000;

// Of an announcement on muster.sessions.v1: a message for each of `flags` that its session has. None where it
// is no announcement. Further fields of a session are left out where all would be too much.
std::vector<WebhookMessage> webhook_messages(std::string_view key, std::string_view announcement, const std::set<std::string, std::less<>>& flags);

// `whsec_` and 24 to 64 bytes in base64. error: bad_config (invalid)
Result<std::string> webhook_secret(std::string_view text);
// Of the header webhook-signature: "v1,…". `seconds`: since 1970, as in webhook-timestamp.
std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t seconds, std::string_view body);

}  // namespace muster::deploy
