// What is put on record beside the events (http.md, "Who may"): log-ins, refusals, role changes, exports and
// closures. A port: whoever decides something notes it, and does not learn where it goes.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/access/principal.h"
#include "api/http/message.h"
#include "schemas/named.h"

namespace muster::access {

// All that an entry's action may be.
inline constexpr std::array<std::string_view, 19> kAuditActions{
    "login",          "login_failed", "logout",      "refresh_reused", "registered",    "password_changed",   "account_written",
    "account_closed", "key_made",     "key_revoked", "refused",        "role_changed",  "department_changed", "removed",
    "exported",       "closed",       "snapshot_made", "rebuild_begun", "entries_lost"};

struct AuditEntry {
  Tenant tenant;
  std::string action;      // login, login_failed, refused, role_changed, exported, closed, ...: [a-z_]
  std::string actor;       // Principal::actor; for a log-in the login as given; may be empty
  std::string target;      // what it was done to: a subject, session, login, key id, route; may be empty
  std::string outcome;     // ok, or the code of the error
  std::string request_id;
  std::string address;     // of the client; may be empty
  // More of it, as texts: {"why", "…"}, {"count", "3"}, {"from", "user"}, {"to", "admin"}. Never a secret.
  std::vector<std::pair<std::string, std::string>> details;
};

class Audit {
 public:
  virtual ~Audit() = default;

  // Any thread; does not block, never fails the call that it is about. The time is the server's.
  virtual void note(AuditEntry entry) noexcept = 0;
};

// An entry of what `who` asked: tenant, actor, request_id and the client's address are those of the request.
AuditEntry entry_of(const Principal& who, const http::Request& request, std::string action, std::string target = {},
                    std::string outcome = "ok");

// Keeps nothing: for tests of something else.
std::unique_ptr<Audit> no_audit();

}  // namespace muster::access
