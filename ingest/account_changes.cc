#include <algorithm>
#include <future>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/access/api_key.h"
#include "api/access/claims.h"
#include "ingest/accounts.h"
#include "ingest/accounts_impl.h"
#include "ingest/directory_record.h"
#include "schemas/ids.h"

namespace muster::ingest {

using access::Caller;
using access::LoginName;
using access::unauthorized;
using Records = std::vector<NewRecord>;

namespace {

constexpr std::size_t kPageOfAccounts = 1000;
constexpr std::size_t kPasswordBytes = 18;
constexpr std::chrono::milliseconds kLook{100};
constexpr const char* kAdmin = "admin";

// Later than what is there, whatever the clock says: log-ins of before are told apart by it.
Timestamp later(const std::optional<AccountRecord>& present, Timestamp now) {
  return present ? std::max(now, present->since + Duration{1}) : now;
}

Error already(const char* what) { return {"already_exists", ErrorClass::conflict, "", what}; }

Result<std::string> subject_record(const SubjectId& subject, std::string_view body) {
  auto read = read_directory_record(DirectoryType::subject, subject.view(), body);
  if (!read) return read.error();
  if (!read->faults.empty()) return read->faults.front();
  return std::move(read->record);
}

}  // namespace

NewRecord Accounts::Impl::record_of(const LoginName& name, const AccountRecord& account) const {
  return {name.tenant, DirectoryType::account, name.login, to_json(account)};
}

void Accounts::Impl::write_account(const LoginName& name, std::string actor, Make make, StatusDone done) {
  const auto work = [this, name, actor = std::move(actor), make = std::move(make), done](const Turn& turn) {
    auto records = make(parts.records.account(name.tenant, name.login));
    if (!records) return done(records.error());
    writer.write(*records, actor, [done, turn](const Status& written) { done(written); });
  };
  if (!turns.take(key_of(DirectoryType::account, name), work)) done(too_busy());
}

void Accounts::change_password(std::string access_token, std::string old_password, std::string new_password, Caller caller,
                               StatusDone done) {
  const auto claims = impl_->parts.mint.read(access_token);
  if (!claims || claims->use != access::BuiltinClaims::Use::access) return done(unauthorized("not an access token"));
  const auto account = access::standing_account(*claims, impl_->parts.records, impl_->now());
  if (!account) return done(account.error());
  if (auto status = check_new_password(new_password, "/new"); !status) return done(status.error());
  const LoginName name{claims->tenant, claims->login};
  if (!impl_->attempts.begin(name, caller.address, impl_->ticks())) {
    return done(Error{"rate_limited", ErrorClass::retry, "", "too many wrong passwords: wait"});
  }
  const auto work = [this, name, account = *account, sid = claims->sid, old_password = std::move(old_password),
                     new_password = std::move(new_password), caller, done] {
    const auto same = impl_->parts.passwords.matches(old_password, account.password);
    if (!same) {
      impl_->attempts.take_back(name, caller.address);
      return done(same.error());
    }
    if (!*same) {
      impl_->note(name, caller, "password_changed", "wrong_password", account.subject.str());
      return done(Error{"wrong_password", ErrorClass::refused, "/old", "not the account's password"});
    }
    impl_->attempts.forget(name, caller.address);
    const auto hash = impl_->parts.passwords.hash(new_password);
    if (!hash) return done(hash.error());
    impl_->write_account(
        name, account.subject.str(),
        [=, this](const std::optional<AccountRecord>& present) -> Result<Records> {
          if (!present || present->password != account.password) return unauthorized("the log-in is over");
          return Records{impl_->record_of(name, {*hash, present->subject, later(present, impl_->now()), sid})};
        },
        [=, this](const Status& written) {
          impl_->note(name, caller, "password_changed", written ? "ok" : written.error().code, account.subject.str());
          done(written);
        });
  };
  if (impl_->pool.submit(work)) return;
  impl_->attempts.take_back(name, caller.address);
  done(too_busy());
}

void Accounts::register_account(access::Registration registration, Caller caller, StatusDone done) {
  auto name = named(registration.name.tenant, registration.name.login);
  if (!name) return done(name.error());
  if (!is_subject(registration.subject.view())) return done(Error{"bad_subject", ErrorClass::invalid, "", "not a subject"});
  if (auto status = check_new_password(registration.password); !status) return done(status.error());
  std::optional<std::string> record;
  if (!registration.record.empty()) {
    auto read = subject_record(registration.subject, registration.record);
    if (!read) return done(read.error());
    record = std::move(read).value();
  }
  const auto work = [this, name = *name, subject = registration.subject, password = std::move(registration.password), record, caller, done] {
    const auto hash = impl_->parts.passwords.hash(password);
    if (!hash) return done(hash.error());
    impl_->write_account(
        name, subject.str(),
        [=, this](const std::optional<AccountRecord>& present) -> Result<Records> {
          if (present) return already("the login has an account");
          Records records{impl_->record_of(name, {*hash, subject, impl_->now(), ""})};
          if (!record) return records;
          if (impl_->parts.directory.find(name.tenant, DirectoryType::subject, subject.view())) return already("there is such a subject");
          records.push_back({name.tenant, DirectoryType::subject, subject.str(), record});
          return records;
        },
        [=, this](const Status& written) {
          impl_->note(name, caller, "registered", written ? "ok" : written.error().code, subject.str());
          done(written);
        });
  };
  if (!impl_->pool.submit(work)) done(too_busy());
}

void Accounts::put(const access::Principal& who, std::string login, std::string password, SubjectId subject, Caller caller,
                   StatusDone done) {
  auto name = named(who.tenant, login);
  if (!name) return done(name.error());
  auto folded = parse_subject(subject.view());
  if (!folded) return done(folded.error());
  if (auto status = check_new_password(password); !status) return done(status.error());
  const auto work = [this, name = *name, subject = *folded, password = std::move(password), actor = who.actor, caller, done] {
    const auto hash = impl_->parts.passwords.hash(password);
    if (!hash) return done(hash.error());
    impl_->write_account(
        name, actor,
        [=, this](const std::optional<AccountRecord>& present) -> Result<Records> {
          return Records{impl_->record_of(name, {*hash, subject, later(present, impl_->now()), ""})};
        },
        [=, this](const Status& written) {
          impl_->note(name, caller, "account_written", written ? "ok" : written.error().code, actor);
          done(written);
        });
  };
  if (!impl_->pool.submit(work)) done(too_busy());
}

std::vector<Accounts::Named> Accounts::list(const Tenant& tenant, std::string_view after, std::size_t max) const {
  std::vector<Named> out;
  for (const auto& entry : impl_->parts.directory.list(tenant, DirectoryType::account, after, max)) {
    const auto account = impl_->parts.records.account(tenant, entry.id);
    if (!account) continue;  // closed just now
    const bool known = impl_->parts.directory.find(tenant, DirectoryType::subject, account->subject.view()).has_value();
    out.push_back({entry.id, account->subject, account->since, known});
  }
  return out;
}

void Accounts::close(const access::Principal& who, const std::string& login, Caller caller, StatusDone done) {
  auto name = named(who.tenant, login);
  const auto gone = [&] { return Error{"not_found", ErrorClass::refused, "", "there is no such account"}; };
  if (!name || !impl_->parts.records.account(name->tenant, name->login)) return done(gone());
  impl_->write_account(
      *name, who.actor,
      [name = *name](const std::optional<AccountRecord>&) -> Result<Records> {
        return Records{{name.tenant, DirectoryType::account, name.login, std::nullopt},
                       {name.tenant, DirectoryType::logins, name.login, std::nullopt}};
      },
      [this, name = *name, caller, actor = who.actor, done](const Status& written) {
        impl_->note(name, caller, "account_closed", written ? "ok" : written.error().code, actor);
        done(written);
      });
}

Result<std::optional<Accounts::FirstAdmin>> Accounts::make_first_admin(const Tenant& tenant) {
  const Impl& self = *impl_;
  std::string after;
  while (true) {
    const auto page = self.parts.directory.list(tenant, DirectoryType::account, after, kPageOfAccounts);
    for (const auto& entry : page) {
      const auto account = self.parts.records.account(tenant, entry.id);
      const auto rights = account ? self.parts.records.rights_of(tenant, account->subject) : std::nullopt;
      if (rights && rights->role == kAdmin) return std::optional<FirstAdmin>{};
    }
    if (page.size() < kPageOfAccounts) break;
    after = page.back().id;
  }
  std::string free = kAdmin;
  for (int number = 2; self.parts.directory.find(tenant, DirectoryType::subject, free) || self.parts.records.account(tenant, free); ++number) {
    free = std::string(kAdmin) + "-" + std::to_string(number);
  }
  const FirstAdmin made{free, access::random_text(kPasswordBytes)};
  const nlohmann::json record{{"login", free}, {"role", kAdmin}};
  auto written = std::make_shared<std::promise<Status>>();
  register_account({{tenant, free}, made.password, SubjectId{free}, record.dump()}, {},
                   [written](const Status& status) { written->set_value(status); });
  auto status = written->get_future();
  while (status.wait_for(kLook) != std::future_status::ready) self.parts.writer.progress.expire(self.ticks());
  if (const Status done = status.get(); !done) return done.error();
  return std::optional(made);
}

}  // namespace muster::ingest
