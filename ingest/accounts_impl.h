// Inside of Accounts: what its two halves (accounts.cc, account_changes.cc) share. Not for others.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "api/access/attempts.h"
#include "api/access/password_pool.h"
#include "ingest/accounts.h"
#include "ingest/turns.h"

namespace muster::ingest {

struct Accounts::Impl {
  explicit Impl(Parts p) : parts(std::move(p)), writer(parts.writer), pool(parts.writer.monotonic) {}

  Timestamp now() const { return parts.writer.wall.now(); }
  std::chrono::nanoseconds ticks() const { return parts.writer.monotonic.now(); }

  static std::string key_of(DirectoryType type, const access::LoginName& name);
  NewRecord record_of(const access::LoginName& name, const AccountRecord& account) const;

  void note(const access::LoginName& name, const access::Caller& caller, const char* action, std::string outcome,
            std::string actor = {}) const;

  access::LoginName nobody(const access::LoginName& name) const;

  // A good password: makes the tokens of a new log-in.
  void begin(const access::LoginName& name, const AccountRecord& account, const access::Caller& caller, const TokensDone& done);
  void write_log_ins(const access::LoginName& name, const LogInsRecord& record, std::string actor, RecordWriter::WriteDone done) const;
  access::Tokens tokens_of(const access::LoginName& name, const AccountRecord& account, const LogIn& log_in) const;
  LogIn renewed(const std::string& sid, const AccountRecord& account) const;

  // The steps of log_in() and refresh(), each where the one before has ended.
  void check_password(const access::LoginName& name, const std::string& password, const access::Caller& caller, const TokensDone& done);
  void spend(const access::BuiltinClaims& claims, const access::Caller& caller, const TokensDone& done, const Turn& turn);
  void end(const access::BuiltinClaims& claims, const StatusDone& done, const Turn& turn);

  // Hashes and writes the account in its turn. `make` gives the records, from what is there.
  using Make = std::function<Result<std::vector<NewRecord>>(const std::optional<AccountRecord>& present)>;
  void write_account(const access::LoginName& name, std::string actor, Make make, StatusDone done);

  const Parts parts;
  const RecordWriter writer;
  access::Attempts attempts;
  Turns turns;
  access::PasswordPool pool;  // last: its threads use all of the above
};

Error too_busy();
// out_of_range (refused)
Status check_new_password(const std::string& password, const char* pointer = "/password");
// In NFC. error: bad_subject (invalid)
Result<access::LoginName> named(const Tenant& tenant, std::string_view login);

}  // namespace muster::ingest
