// The dialect of a web application's list of devices: who is logged in where, log out here or everywhere, at
// most three; under /sessions, as kind `device`. A session is bound to the token that made it: when all that a
// token has made are closed, the token is, too.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "api/access/token_cache.h"
#include "api/access/token_veto.h"
#include "api/dialects/routes.h"

namespace muster::api::dialects {

inline constexpr std::string_view kDevice = "device";

void add_devices(http::Router& router, const Shared& shared, const Identify& identify);

// Which sessions a token has made, told from the sessions alone, so that every process and every life of one
// says the same: the first of them has an id that follows from the token, all of them a label.
struct TokenBinding {
  explicit TokenBinding(const access::Principal& who);

  static constexpr const char* kLabel = "credential";
  SessionId first;
  std::string label;
};

// Those of the subject's active devices that its token has made, the newest first. Throws ReadFailure.
std::vector<projections::ShownSession> bound_devices(const Look& look, const access::Principal& who);

// Asked of every request with a token: whether its devices are all signed out, and, where they are not, a sign
// of life at most once a minute.
class DeviceVeto final : public access::TokenVeto {
 public:
  // `whole`: whether the state is one of all that the log held; while it is made anew, nobody can tell.
  DeviceVeto(Backend& backend, std::function<bool()> whole) : backend_(backend), whole_(std::move(whole)) {}
  Status admit(const access::Principal& who) override;

 private:
  static constexpr std::size_t kRemembered = 100'000;

  // `seen`: when it last was, as the projections say.
  bool due(const std::string& session, Timestamp seen);

  Backend& backend_;
  const std::function<bool()> whole_;
  std::mutex mutex_;
  access::TokenCache<Timestamp> pinged_{kRemembered};  // by tenant, subject and session
};

}  // namespace muster::api::dialects
