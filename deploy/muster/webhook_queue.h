// What a webhook still has to say, what it said lately, and what it gave up: plain state that is kept in a
// file. Time and chance are arguments. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/muster/webhook_message.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

// A flag that is older is no alarm any more: neither an import nor an announcement of old news rings.
inline constexpr Duration kAlarmAge = std::chrono::hours{24 * 7};

struct WebhookPending {
  WebhookMessage message;
  unsigned attempts = 0;  // that failed
  Timestamp next_at{};
  friend bool operator==(const WebhookPending& a, const WebhookPending& b) {
    return a.message.id == b.message.id && a.message.body == b.message.body && a.attempts == b.attempts && a.next_at == b.next_at;
  }
};

struct WebhookDead {
  WebhookMessage message;
  Timestamp at{};
  std::string why;
};

// How long to wait after that many failures: 5 s to 24 h, up to a fifth longer by `chance` in [0, 1). Empty:
// given up.
std::optional<Duration> webhook_pause(unsigned failures, double chance);

class WebhookQueue {
 public:
  static constexpr std::size_t kMostPending = 200;  // the log holds what comes behind them
  static constexpr std::size_t kMostKnown = 20'000;

  bool full() const { return pending_.size() >= kMostPending; }
  // False where it was taken before, or is too old.
  bool take(WebhookMessage message, Timestamp now);
  // The one whose time has come first, if any has.
  const WebhookPending* due(Timestamp now) const;
  void delivered(const std::string& id);
  // Tries again later, or gives it up: then it is returned.
  std::optional<WebhookDead> failed(const std::string& id, const std::string& why, Timestamp now, double chance);
  // Nobody wants them: all of them, given up.
  std::vector<WebhookDead> give_up_all(const std::string& why, Timestamp now);

  std::size_t size() const { return pending_.size(); }

  // Where the log was read up to, by partition; of the log of that epoch.
  std::map<std::uint32_t, std::int64_t> positions;
  std::string epoch;

  std::string to_json() const;
  // error: store_corrupt (corrupt)
  static Result<WebhookQueue> from_json(std::string_view text);

 private:
  void forget_old(Timestamp now);

  std::vector<WebhookPending> pending_;
  std::map<std::string, Timestamp, std::less<>> known_;  // id → since, of all that were taken
};

}  // namespace muster::deploy
