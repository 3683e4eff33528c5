// Accounts of muster's own (--auth builtin): logging in, tokens, passwords. A port: the routes under /v1/auth
// and the dialects translate to it; its form upon the directory's topic is ingest/accounts.h.
// Any thread; every call returns at once and calls `done` exactly once, from any thread: it must not block.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "schemas/named.h"
#include "schemas/result.h"

namespace muster::access {

inline constexpr std::chrono::minutes kAccessLife{60};
inline constexpr std::chrono::hours kRefreshLife{24};

// A login is unique within its tenant: 1 to 128 bytes of UTF-8, as a subject's id.
struct LoginName {
  Tenant tenant;
  std::string login;
};

// Whoever calls: for the limit of wrong passwords, and for the audit. The address is that of Request::client().
struct Caller {
  std::string address;
  std::string request_id;
};

struct Tokens {
  std::string access;   // Bearer; good for kAccessLife
  std::string refresh;  // good once, for kRefreshLife
  Tenant tenant;
  SubjectId subject;    // whom the account stands for
};

struct Registration {
  LoginName name;
  std::string password;
  SubjectId subject;
  std::string record;  // of the subject, as PUT /v1/subjects/{id} takes it; empty: it is not written
};

// The token of `Authorization: Bearer`; empty where the header is another or absent.
std::string_view bearer_of(std::string_view authorization);

class Accounts {
 public:
  using TokensDone = std::function<void(Result<Tokens>)>;
  using StatusDone = std::function<void(Status)>;
  virtual ~Accounts() = default;

  // Errors of all: not_ready, over_budget, those of the log (retry); log_timeout (unknown_outcome);
  // wait_timeout (retry): written, and not read back in time.

  // unauthorized (refused): no such account, or another password; which of them is not told, nor shown by time.
  // rate_limited (retry): ten wrong passwords in five minutes for this login from this address
  virtual void log_in(LoginName name, std::string password, Caller caller, TokensDone done) = 0;
  // How long until log_in() is not rate_limited any more; zero where it is not.
  virtual std::chrono::seconds retry_after(const LoginName& name, std::string_view address) const = 0;

  // A new pair for a refresh token. unauthorized (refused): not one, too old, or used before, which ends
  // everything that came of that log-in.
  virtual void refresh(std::string refresh_token, Caller caller, TokensDone done) = 0;

  // Ends the log-in that the token, access or refresh, came of. unauthorized (refused)
  virtual void log_out(std::string token, Caller caller, StatusDone done) = 0;

  // The same of change_password() with that token.
  virtual std::chrono::seconds retry_after_change(std::string_view access_token, std::string_view address) const = 0;

  // Ends all other log-ins of the account. errors: unauthorized (refused): the access token; wrong_password
  // (refused): `old`; rate_limited (retry); out_of_range (refused): a password has 8 to 256 characters
  virtual void change_password(std::string access_token, std::string old_password, std::string new_password, Caller caller,
                               StatusDone done) = 0;

  // Makes the account, and the subject's record where given. Whoever calls has seen that he may, as where
  // open_registration(). errors: already_exists (conflict): the login, or with a record the subject;
  // bad_subject, out_of_range (invalid, refused); faults of the record
  virtual void register_account(Registration registration, Caller caller, StatusDone done) = 0;

  virtual bool open_registration() const = 0;
};

}  // namespace muster::access
