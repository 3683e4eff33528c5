// What a preview of POST /v1/sessions/close has shown, as a signed token: good for ten minutes, for the credential
// that was shown it, in every process with the key of the one that gave it. Each process takes it once; in another
// one it closes nothing more, since what was closed is not as it was shown. Any thread.
//
//   payload = version (1) id (text) until (zigzag ms) count (partition subject session version)...
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "api/token_signer.h"
#include "projections/queries.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::api {

// A session as it was shown.
struct SeenSession {
  projections::SessionPlace place;
  std::string version;
};

class CloseTokens {
 public:
  static constexpr std::chrono::minutes kLife{10};
  static constexpr std::size_t kMostBytes = std::size_t{4} << 20;  // of a token; most have some 90 a session
  static constexpr std::size_t kRunsAtMost = 10'000;               // of the last ten minutes

  // `key`: as TokenSigner has it. `epoch`: of the log that the sessions are of.
  CloseTokens(std::string key, std::string epoch) : signer_(std::move(key)), epoch_(std::move(epoch)) {}

  // error: too_many_rows (refused): the token would be too long
  Result<std::string> sign(const std::string& credential, const std::vector<SeenSession>& sessions, Timestamp now) const;

  struct Shown {
    std::string id;  // of the preview
    std::vector<SeenSession> sessions;
  };
  // What the token stands for; until give_back() it is not taken again.
  // errors: bad_token (conflict): not one, somebody else's, used, in use, or too old: which of them is not told;
  // over_budget (retry)
  Result<Shown> take(const std::string& credential, const std::string& token, Timestamp now);
  // It may be tried again: the log did not take all of it.
  void give_back(const std::string& id);

 private:
  std::string scope(const std::string& credential) const;

  const TokenSigner signer_;
  const std::string epoch_;
  std::mutex mutex_;
  std::map<std::string, Timestamp> taken_;  // until when they are good
};

}  // namespace muster::api
