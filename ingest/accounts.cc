#include "ingest/accounts.h"

#include <utility>

#include "api/access/api_key.h"
#include "api/access/claims.h"
#include "ingest/accounts_impl.h"
#include "ingest/log_ins.h"
#include "schemas/bounds.h"
#include "schemas/enum_names.h"
#include "schemas/ids.h"

namespace muster::ingest {

using access::BuiltinClaims;
using access::Caller;
using access::LoginName;
using access::Tokens;
using access::unauthorized;

namespace {

constexpr std::size_t kIdBytes = 12;

Error wrong_password() { return unauthorized("the login or the password is not right"); }
Error log_in_over() { return unauthorized("the log-in is over"); }

}  // namespace

Error too_busy() { return {"over_budget", ErrorClass::retry, "", "too many passwords are being checked: try again"}; }

Status check_new_password(const std::string& password, const char* pointer) {
  if (has_at_most(password, access::kMostPassword) && !has_at_most(password, access::kLeastPassword - 1)) return Done{};
  return Error{"out_of_range", ErrorClass::refused, pointer, "a password has 8 to 256 characters"};
}

Result<LoginName> named(const Tenant& tenant, std::string_view login) {
  auto folded = parse_subject(login);
  if (!folded) return folded.error();
  return LoginName{tenant, folded->str()};
}

std::string Accounts::Impl::key_of(DirectoryType type, const LoginName& name) {
  return name.tenant.str() + "/" + std::string(name_of(type)) + "/" + name.login;
}

void Accounts::Impl::note(const LoginName& name, const Caller& caller, const char* action, std::string outcome, std::string actor) const {
  access::AuditEntry entry;
  entry.tenant = name.tenant;
  entry.action = action;
  entry.actor = actor.empty() ? name.login : std::move(actor);
  entry.target = name.login;
  entry.outcome = std::move(outcome);
  entry.request_id = caller.request_id;
  entry.address = caller.address;
  parts.audit.note(std::move(entry));
}

// An unknown login may be a password in the wrong field; and what is no tenant has no record of its own.
LoginName Accounts::Impl::nobody(const LoginName& name) const {
  const bool tenant = !parts.directory.list(name.tenant, DirectoryType::account, "", 1).empty();
  return {tenant ? name.tenant : Tenant{"default"}, ""};
}

LogIn Accounts::Impl::renewed(const std::string& sid, const AccountRecord& account) const {
  const Timestamp until = std::chrono::floor<std::chrono::seconds>(now()) + access::kRefreshLife;  // tokens have whole seconds
  return {sid, access::random_text(kIdBytes), account.since, until};
}

Tokens Accounts::Impl::tokens_of(const LoginName& name, const AccountRecord& account, const LogIn& log_in) const {
  BuiltinClaims claims{BuiltinClaims::Use::refresh, name.tenant,    name.login,
                       log_in.sid,                  log_in.refresh, account.since,
                       log_in.until - access::kRefreshLife, log_in.until};
  Tokens out;
  out.refresh = parts.mint.sign(claims);
  claims.use = BuiltinClaims::Use::access;
  claims.id = access::random_text(kIdBytes);
  claims.expires = claims.issued + access::kAccessLife;
  out.access = parts.mint.sign(claims);
  out.tenant = name.tenant;
  out.subject = account.subject;
  return out;
}

void Accounts::Impl::write_log_ins(const LoginName& name, const LogInsRecord& record, std::string actor, RecordWriter::WriteDone done) const {
  writer.write({{name.tenant, DirectoryType::logins, name.login, to_json(record)}}, actor, std::move(done));
}

void Accounts::Impl::begin(const LoginName& name, const AccountRecord& account, const Caller& caller, const TokensDone& done) {
  const bool taken = turns.take(key_of(DirectoryType::logins, name), [this, name, account, caller, done](const Turn& turn) {
    const LogIn log_in = renewed(access::random_text(kIdBytes), account);
    LogInsRecord record = parts.records.log_ins(name.tenant, name.login).value_or(LogInsRecord{});
    begin_log_in(record, log_in, now());
    write_log_ins(name, record, account.subject.str(), [=, this](const Status& written) {
      note(name, caller, "login", written ? "ok" : written.error().code, account.subject.str());
      if (!written) return done(written.error());
      done(tokens_of(name, account, log_in));
      (void)turn;
    });
  });
  if (!taken) done(too_busy());
}

void Accounts::Impl::check_password(const LoginName& name, const std::string& password, const Caller& caller, const TokensDone& done) {
  const auto account = parts.records.account(name.tenant, name.login);
  const auto same = parts.passwords.matches(password, account ? account->password : std::string{});
  if (!same) {
    attempts.take_back(name, caller.address);
    return done(same.error());
  }
  if (*same && !parts.records.rights_of(name.tenant, account->subject)) {  // one who was removed is let in no more
    attempts.take_back(name, caller.address);
    note(name, caller, "login_failed", "not_in_directory");
    return done(wrong_password());
  }
  if (!*same) {
    note(account ? name : nobody(name), caller, "login_failed", "unauthorized");
    return done(wrong_password());
  }
  attempts.forget(name, caller.address);
  if (!parts.passwords.outdated(account->password)) return begin(name, *account, caller, done);
  auto hash = parts.passwords.hash(password);
  if (!hash) return begin(name, *account, caller, done);  // the next log-in makes it
  AccountRecord better = *account;
  better.password = std::move(hash).value();
  write_account(
      name, account->subject.str(),
      [this, name, better, old = account->password](const std::optional<AccountRecord>& present) -> Result<std::vector<NewRecord>> {
        if (!present || present->password != old) return log_in_over();  // another password meanwhile
        return std::vector<NewRecord>{record_of(name, better)};
      },
      [=, this](const Status& written) { written ? begin(name, better, caller, done) : done(written.error()); });
}

// Spends a refresh token, in its account's turn.
void Accounts::Impl::spend(const BuiltinClaims& claims, const Caller& caller, const TokensDone& done, const Turn& turn) {
  const LoginName name{claims.tenant, claims.login};
  const auto account = access::standing_account(claims, parts.records, now());
  if (!account) return done(account.error());
  LogInsRecord record = parts.records.log_ins(name.tenant, name.login).value_or(LogInsRecord{});
  LogIn* const open = find_log_in(record, claims.sid);
  if (open == nullptr || (open->refresh != claims.id && claims.expires > open->until)) {
    return done(Error{"not_ready", ErrorClass::retry, "", "this process has not read of that log-in yet"});
  }
  const std::string actor = account->subject.str();
  const bool reused = open->refresh != claims.id;
  const LogIn next = renewed(claims.sid, *account);
  if (reused) {
    end_log_in(record, claims.sid, now());
    note(name, caller, "refresh_reused", "unauthorized", actor);
  } else {
    *open = next;
  }
  write_log_ins(name, record, actor, [=, this, account = *account](const Status& written) {
    if (!written) return done(written.error());
    // Where another process was given the same token at the same time, the later record holds.
    LogInsRecord now_there = parts.records.log_ins(name.tenant, name.login).value_or(LogInsRecord{});
    const LogIn* const there = find_log_in(now_there, claims.sid);
    if (reused || there == nullptr || there->refresh != next.refresh) return done(log_in_over());
    done(tokens_of(name, account, next));
    (void)turn;
  });
}

void Accounts::Impl::end(const BuiltinClaims& claims, const StatusDone& done, const Turn& turn) {
  const LoginName name{claims.tenant, claims.login};
  const auto account = parts.records.account(name.tenant, name.login);
  LogInsRecord record = parts.records.log_ins(name.tenant, name.login).value_or(LogInsRecord{});
  const bool was_open = end_log_in(record, claims.sid, now());
  const bool news = now() < claims.issued + std::chrono::minutes{1};  // of another process, not read of yet
  if (!account || (!was_open && !news)) return done(Done{});
  write_log_ins(name, record, account->subject.str(), [done, turn](const Status& written) { done(written); });
}

Accounts::Accounts(Parts parts) : impl_(std::make_unique<Impl>(std::move(parts))) {}
Accounts::~Accounts() = default;
void Accounts::stop() { impl_->pool.stop(); }
access::PasswordFigures Accounts::password_figures() const { return impl_->pool.figures(); }
bool Accounts::open_registration() const { return impl_->parts.open_registration; }

void Accounts::log_in(LoginName name, std::string password, Caller caller, TokensDone done) {
  if (auto folded = named(name.tenant, name.login)) name = std::move(folded).value();
  const Error too_many{"rate_limited", ErrorClass::retry, "", "too many wrong passwords: wait"};
  if (impl_->attempts.wait(name, caller.address, impl_->ticks()) > std::chrono::nanoseconds{0}) return done(too_many);
  // Counted when its turn comes: twenty that come at once with the right password are not twenty wrong ones.
  const bool taken = impl_->pool.submit([this, name, password = std::move(password), caller, done, too_many] {
    if (!impl_->attempts.begin(name, caller.address, impl_->ticks())) return done(too_many);
    impl_->check_password(name, password, caller, done);
  });
  if (!taken) done(too_busy());
}

std::chrono::seconds Accounts::retry_after(const LoginName& name, std::string_view address) const {
  auto folded = named(name.tenant, name.login);
  return std::chrono::ceil<std::chrono::seconds>(impl_->attempts.wait(folded ? *folded : name, address, impl_->ticks()));
}

std::chrono::seconds Accounts::retry_after_change(std::string_view access_token, std::string_view address) const {
  const auto claims = impl_->parts.mint.read(access_token);
  return claims ? retry_after({claims->tenant, claims->login}, address) : std::chrono::seconds{0};
}

void Accounts::refresh(std::string refresh_token, Caller caller, TokensDone done) {
  const auto claims = impl_->parts.mint.read(refresh_token);
  if (!claims || claims->use != BuiltinClaims::Use::refresh) return done(unauthorized("not a refresh token"));
  const bool taken = impl_->turns.take(Impl::key_of(DirectoryType::logins, {claims->tenant, claims->login}),
                                       [=, this, claims = *claims](const Turn& turn) { impl_->spend(claims, caller, done, turn); });
  if (!taken) done(too_busy());
}

void Accounts::log_out(std::string token, Caller caller, StatusDone done) {
  const auto claims = impl_->parts.mint.read(token);
  if (!claims) return done(unauthorized("not a token of muster"));
  const LoginName name{claims->tenant, claims->login};
  impl_->note(name, caller, "logout", "ok");
  const bool taken = impl_->turns.take(Impl::key_of(DirectoryType::logins, name),
                                       [=, this, claims = *claims](const Turn& turn) { impl_->end(claims, done, turn); });
  if (!taken) done(too_busy());
}

}  // namespace muster::ingest
