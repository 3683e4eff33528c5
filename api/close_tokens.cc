#include "api/close_tokens.h"

#include <algorithm>
#include <utility>

#include "schemas/ids.h"

namespace muster::api {

Result<std::string> CloseTokens::pin(const std::string& credential, SeenSessions sessions, std::chrono::nanoseconds now) {
  std::string token = random_id();
  const std::lock_guard lock(mutex_);
  drop_old(now);
  drop_oldest_of(credential);
  if (pins_.size() >= kAtMost || this->sessions() + sessions->size() > kSessionsAtMost) {
    return Error{"over_budget", ErrorClass::retry, "", "too many previews are kept: run one, or wait"};
  }
  pins_.emplace(token, Pin{credential, std::move(sessions), now + kLife, ++made_, false});
  return token;
}

Result<SeenSessions> CloseTokens::take(const std::string& credential, const std::string& token, std::chrono::nanoseconds now) {
  const std::lock_guard lock(mutex_);
  drop_old(now);
  const auto it = pins_.find(token);
  if (it == pins_.end() || it->second.credential != credential || std::exchange(it->second.taken, true)) {
    return Error{"bad_token", ErrorClass::conflict, "/token",
                 "preview again: a token is good for ten minutes, once, for whom it was given to, and in the process that gave it"};
  }
  return it->second.sessions;
}

void CloseTokens::give_back(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (const auto it = pins_.find(token); it != pins_.end()) it->second.taken = false;
}

void CloseTokens::spend(const std::string& token) {
  const std::lock_guard lock(mutex_);
  pins_.erase(token);
}

// One that is being run stays until that is over.
void CloseTokens::drop_old(std::chrono::nanoseconds now) {
  std::erase_if(pins_, [&](const auto& entry) { return !entry.second.taken && entry.second.until <= now; });
}

void CloseTokens::drop_oldest_of(const std::string& credential) {
  auto oldest = pins_.end();
  std::size_t count = 0;
  for (auto it = pins_.begin(); it != pins_.end(); ++it) {
    if (it->second.credential != credential || it->second.taken) continue;
    ++count;
    if (oldest == pins_.end() || it->second.number < oldest->second.number) oldest = it;
  }
  if (count >= kOfOneCredential) pins_.erase(oldest);
}

std::size_t CloseTokens::sessions() const {
  std::size_t all = 0;
  for (const auto& [token, pin] : pins_) all += pin.sessions->size();
  return all;
}

}  // namespace muster::api
