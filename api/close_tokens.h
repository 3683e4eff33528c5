// What previews of POST /v1/sessions/close have shown, each under a token: good for ten minutes, once, for
// the credential that was shown it, and in this process alone. Bounded. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "projections/queries.h"
#include "schemas/result.h"

namespace muster::api {

// A session as it was shown.
struct SeenSession {
  projections::SessionPlace place;
  std::string version;
};
using SeenSessions = std::shared_ptr<const std::vector<SeenSession>>;

class CloseTokens {
 public:
  static constexpr std::chrono::minutes kLife{10};
  static constexpr std::size_t kAtMost = 256;           // previews that are kept
  static constexpr std::size_t kOfOneCredential = 4;    // the oldest goes
  static constexpr std::size_t kSessionsAtMost = 200'000;  // of all of them, some 150 bytes each

  // `now` is monotonic. error: over_budget (retry)
  Result<std::string> pin(const std::string& credential, SeenSessions sessions, std::chrono::nanoseconds now);

  // Takes what the token stands for; until give_back() or spend() nobody else can.
  // error: bad_token (conflict): not one, somebody else's, used, in use, or too old: which of them is not told
  Result<SeenSessions> take(const std::string& credential, const std::string& token, std::chrono::nanoseconds now);
  // It may be tried again: the log did not take all of it.
  void give_back(const std::string& token);
  void spend(const std::string& token);

 private:
  struct Pin {
    std::string credential;
    SeenSessions sessions;
    std::chrono::nanoseconds until{};
    std::uint64_t number = 0;  // in the order they were made
    bool taken = false;
  };

  void drop_old(std::chrono::nanoseconds now);
  void drop_oldest_of(const std::string& credential);
  std::size_t sessions() const;

  std::mutex mutex_;
  std::map<std::string, Pin> pins_;  // by token
  std::uint64_t made_ = 0;
};

}  // namespace muster::api
