// One call of a webhook, and nothing it was not told to: no redirect, no proxy, no address of this network.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "schemas/result.h"

namespace muster::deploy {

struct WebhookTarget {
  std::string url;
  bool to_loopback = false;  // tests alone: http, and 127.0.0.0/8, are let through
};

inline constexpr std::chrono::seconds kWebhookTimeout{15};

// Whether an address is one that everybody on the internet may be reached at.
bool is_public_address(const std::string& address);

// The form of the URL: https, a host, nobody's name in it. error: bad_config (invalid)
Status check_webhook_url(const WebhookTarget& target);

// The status of the answer, whose body nobody reads. The host is resolved once and that address called.
// errors: forbidden (refused): it has none that may be called; io_error (retry)
Result<int> post_webhook(const WebhookTarget& target, const std::string& body, const std::vector<std::string>& headers);

}  // namespace muster::deploy
