// What a webhook keeps in its folder: state.json, dead_letters.ndjson, and `disabled` once its receiver
// answered 410. One thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "deploy/muster/webhook_queue.h"
#include "schemas/result.h"

namespace muster::deploy {

class WebhookFiles {
 public:
  static constexpr std::size_t kDeadLetters = 1000;  // the latest are kept, twice as many at times

  explicit WebhookFiles(std::filesystem::path folder);

  // Empty where there is none yet. error: store_corrupt (corrupt), where = the file
  Result<std::optional<WebhookQueue>> load() const;
  // Whole or not at all, and durable. error: io_error (retry)
  Status save(const WebhookQueue& queue) const;

  // {"at":…,"why":…,"id":…,"body":…}, a line each. error: io_error (retry)
  Status bury(const WebhookDead& dead);
  std::size_t buried() const { return buried_; }  // lines in the file

  // The URL that is not to be called any more; empty where all is well.
  std::string disabled() const;
  void disable(const std::string& url) const;

 private:
  std::filesystem::path dead_letters() const { return folder_ / "dead_letters.ndjson"; }

  const std::filesystem::path folder_;
  std::size_t buried_ = 0;
};

}  // namespace muster::deploy
