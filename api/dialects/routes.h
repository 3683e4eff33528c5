// How a dialect's calls come in: paths with and without a slash at the end, the credential looked at on the
// worker that read the request, everything else on few threads that may wait. Filled before the server starts.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "api/access/accounts.h"
#include "api/access/may.h"
#include "api/access/networks.h"
#include "api/access/principal.h"
#include "api/background.h"
#include "api/dialects/backend.h"
#include "api/dialects/subject_locks.h"
#include "api/http/router.h"

namespace muster::api::dialects {

// What all dialects of a process share. References outlive the router that routes are added to.
struct Shared {
  Backend& backend;
  SubjectLocks& locks;
  Background& threads;
  const access::Networks& trusted_proxies;
  const access::Networks& register_from;  // whence people may register
  access::Accounts* accounts;  // null: the process keeps none
};

// One request under way, on a thread that may wait.
struct Call {
  const http::Request& request;
  const access::Principal& who;
  Backend& backend;
  SubjectLocks& locks;
  const access::Networks& trusted_proxies;
  const access::Networks& register_from;
  access::Accounts* accounts;

  SubjectLocks::Held lock(const SubjectId& subject) const { return locks.take(who.tenant, subject); }
  // The same for who reads before writing: what any process has taken of the subject by now is read, too. errors:
  // Backend::catch_up
  Result<SubjectLocks::Held> lock_and_catch_up(const SubjectId& subject) const {
    SubjectLocks::Held held = lock(subject);
    if (auto read = backend.catch_up(who.tenant, subject); !read) return read.error();
    return held;
  }
  Look look() const { return backend.look(who.tenant); }
  Origin origin() const { return {request.request_id, request.client()}; }
  // Backend::write of who calls, from where the request came.
  Result<Written> write(ingest::Call what, const Json& item, const ingest::Named& named = {}) const {
    return backend.write(who, what, item, named, origin());
  }
  // Whom the call is about where it names nobody: the credential's person. A credential that is no person
  // but may do that to anybody names one: ?subject=. error: forbidden (refused)
  Result<SubjectId> self(access::Action action) const;
  // Who that is, for an answer: nameless where the caller may not read it. What a program has written for
  // somebody is answered, who that is is not.
  Person person(const SubjectId& subject) const;
};

using Handle = std::function<Result<http::Response>(const Call&)>;
using Identify = std::function<Result<access::Principal>(const http::Request&)>;
using RenderError = http::Response (*)(const Error&, const http::Request&);

class Routes {
 public:
  static constexpr std::size_t kUsualBody = 64 * 1024;

  Routes(http::Router& router, const Shared& shared, Identify identify, RenderError error)
      : router_(router), shared_(shared), identify_(std::move(identify)), error_(error) {}

  // `pattern` without a slash at its end. `right`: whoever never has it, whatever the call names, is answered
  // forbidden (refused) here; the handler asks about whom it is. Empty: no role is needed.
  // More may be waiting than threads take: over_budget (retry)
  void add(std::string_view method, std::string_view pattern, std::optional<access::Action> right, Handle handle,
           std::size_t max_body = kUsualBody);

 private:
  http::Router& router_;
  const Shared shared_;
  const Identify identify_;
  const RenderError error_;
};

// The status of an error where everything that is readable and wrong is 400.
int plain_status(const Error& error);
// What an error says to whoever asked, or else is called.
std::string message_of(const Error& error);
// That status, and what the standard wants beside some: WWW-Authenticate, Retry-After (for one that waits a second).
http::Response error_response(const Error& error, const Json& body);
void add_error_headers(http::Response& response);
// For one that waits longer.
void wait_for(std::chrono::seconds wait, http::Response& response);

}  // namespace muster::api::dialects
