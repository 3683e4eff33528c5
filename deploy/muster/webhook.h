// Tells a receiver of flags as they come up: emergencies first of all. Follows the announcements in the log
// from where it stood, at least once; a message has the same id whenever it is sent. Made, started and
// stopped by one thread, which the log outlives; append_figures() may be asked by any.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "api/metrics.h"
#include "deploy/muster/log_lines.h"
#include "deploy/muster/webhook_post.h"
#include "ingest/log/log.h"
#include "schemas/time.h"

namespace muster::deploy {

struct WebhookOptions {
  WebhookTarget target;
  std::string secret;                          // as bytes
  std::set<std::string, std::less<>> flags;
  std::filesystem::path folder;
};

struct WebhookParts {
  log::EventLog& log;
  const WallClock& wall;
  LogLines& lines;
  // The status of the answer to one call; errors as post_webhook().
  std::function<Result<int>(const std::string& body, const std::vector<std::string>& headers)> post;
  std::function<double()> chance;              // in [0, 1)
};

class Webhook {
 public:
  Webhook(WebhookOptions options, WebhookParts parts);
  ~Webhook();  // stop()

  void start();  // a thread that does work()
  void stop();

  // One round: reads what was announced, keeps it, then makes one call that is due. What it did; 0: nothing
  // to do at present.
  std::size_t work();

  void append_figures(std::vector<api::Figure>& out) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// With curl, and true chance.
WebhookParts webhook_parts(const WebhookOptions& options, log::EventLog& log, const WallClock& wall, LogLines& lines);

}  // namespace muster::deploy
