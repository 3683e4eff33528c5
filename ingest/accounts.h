// Accounts upon the directory's topic: what access::Accounts promises, and an admin's work on them. Any thread;
// what it stands on must outlive it. Passwords are hashed on threads of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/access/accounts.h"
#include "api/access/audit.h"
#include "api/access/builtin_token.h"
#include "api/access/password_pool.h"
#include "api/access/passwords.h"
#include "api/access/principal.h"
#include "api/access/records.h"
#include "ingest/record_writer.h"
#include "processors/directory.h"

namespace muster::ingest {

class Accounts final : public access::Accounts {
 public:
  struct Parts {
    RecordWriter::Parts writer;
    const processors::Directory& directory;
    const access::Records& records;  // of that directory
    const access::TokenMint& mint;
    access::Passwords& passwords;
    access::Audit& audit;
    bool open_registration = false;
  };
  explicit Accounts(Parts parts);
  ~Accounts() override;

  void log_in(access::LoginName name, std::string password, access::Caller caller, TokensDone done) override;
  std::chrono::seconds retry_after(const access::LoginName& name, std::string_view address) const override;
  std::chrono::seconds retry_after_change(std::string_view access_token, std::string_view address) const override;
  void refresh(std::string refresh_token, access::Caller caller, TokensDone done) override;
  void log_out(std::string token, access::Caller caller, StatusDone done) override;
  void change_password(std::string access_token, std::string old_password, std::string new_password, access::Caller caller,
                       StatusDone done) override;
  void register_account(access::Registration registration, access::Caller caller, StatusDone done) override;
  bool open_registration() const override;

  // Makes the account, or gives it another password and subject, which ends its log-ins. Whoever calls has
  // asked may(). errors: bad_subject (invalid), out_of_range (refused), those of access::Accounts
  void put(const access::Principal& who, std::string login, std::string password, SubjectId subject, access::Caller caller,
           StatusDone done);
  struct Named {
    std::string login;
    SubjectId subject;
    Timestamp since{};  // of the password
    bool known = false; // the directory has the subject
  };
  // In the order of logins, at most `max` behind `after`.
  std::vector<Named> list(const Tenant& tenant, std::string_view after, std::size_t max) const;
  // not_found (refused)
  void close(const access::Principal& who, const std::string& login, access::Caller caller, StatusDone done);

  // An account with the role admin of its own subject, where the tenant has none; its password. Empty: there
  // is one. Blocks: at start, with the directory read. errors: those of the log
  struct FirstAdmin {
    std::string login, password;
  };
  Result<std::optional<FirstAdmin>> make_first_admin(const Tenant& tenant);

  // Ends the threads; what they have taken is answered, what comes later is over_budget. Before the log closes.
  void stop();
  access::PasswordFigures password_figures() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::ingest
