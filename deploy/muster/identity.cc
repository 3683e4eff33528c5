#include "deploy/muster/identity.h"

#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include "api/access/api_key.h"
#include "api/access/gate.h"
#include "api/access/passwords.h"
#include "deploy/muster/replace_file.h"
#include "deploy/muster/secret_file.h"
#include "ingest/account_routes.h"
#include "ingest/accounts.h"
#include "ingest/api_keys.h"
#include "ingest/directory_records.h"

namespace muster::deploy {
namespace {

constexpr std::size_t kKeyBytes = 33;

access::KeySet keys_of(const std::string& secret) { return access::KeySet({access::Jwk::of_secret(secret, "")}); }

std::unique_ptr<access::KeySource> key_source(const JwtConfig& jwt, const MonotonicClock& monotonic, LogLines& lines) {
  if (!jwt.secret.empty()) return std::make_unique<access::KeySource>(keys_of(jwt.secret));
  const auto told = [&lines](const Error* error) {
    if (error != nullptr) return lines.write(*error, {{"reads", "keys"}});
    lines.write(Level::info, "keys_read", "the keys of tokens are read again");
  };
  return std::make_unique<access::KeySource>(*access::jwks_fetch(jwt.jwks), monotonic, told);
}

// What stands on the log.
struct OnLog {
  OnLog(const ServerConfig& config, const Identity::Ports& p, const WallClock& wall, const MonotonicClock& monotonic,
        const access::TokenMint* mint)
      : ports(p), records(p.directory), writer{p.log, p.progress, wall, monotonic} {
    if (mint != nullptr) {
      passwords = access::argon2id();
      accounts.emplace(ingest::Accounts::Parts{writer, p.directory, records, *mint, *passwords, p.audit, config.auth.open_registration});
    }
    if (config.auth.keys) keys.emplace(ingest::RecordWriter(writer), p.directory, p.audit, wall);
  }

  const Identity::Ports ports;
  const ingest::DirectoryRecords records;
  const ingest::RecordWriter::Parts writer;
  std::unique_ptr<access::Passwords> passwords;
  std::optional<ingest::Accounts> accounts;
  std::optional<ingest::ApiKeys> keys;
};

}  // namespace

struct Identity::Impl {
  Impl(const ServerConfig& c, const WallClock& w, const MonotonicClock& m, LogLines& lines) : config(c), wall(w), monotonic(m) {
    const AuthConfig& auth = config.auth;
    if (auth.none) {
      everybody = access::no_credentials();
      return;
    }
    access::Gate::Parts parts{auth.keys, auth.builtin, std::nullopt, wall, monotonic};
    if (auth.jwt) {
      keys_of_others = key_source(*auth.jwt, monotonic, lines);
      parts.jwt.emplace(access::Gate::Jwt{auth.jwt->rules, *keys_of_others});
    }
    gate = std::make_unique<access::Gate>(std::move(parts));
  }

  const ServerConfig& config;
  const WallClock& wall;
  const MonotonicClock& monotonic;
  std::unique_ptr<access::KeySource> keys_of_others;
  std::unique_ptr<access::Credentials> everybody;  // --auth none
  std::unique_ptr<access::Gate> gate;              // else
  std::optional<access::TokenMint> mint;
  std::string client_key;
  std::optional<OnLog> on_log;
};

Identity::Identity(const ServerConfig& config, const WallClock& wall, const MonotonicClock& monotonic, LogLines& lines)
    : impl_(std::make_unique<Impl>(config, wall, monotonic, lines)) {}
Identity::~Identity() = default;

const access::Credentials& Identity::credentials() const {
  return impl_->gate ? static_cast<const access::Credentials&>(*impl_->gate) : *impl_->everybody;
}

Status Identity::start() {
  const AuthConfig& auth = impl_->config.auth;
  if (impl_->keys_of_others) impl_->keys_of_others->start();
  if (!auth.builtin) return Done{};
  std::string key = auth.token_key;
  if (key.empty()) {
    auto kept = secret_of_file(impl_->config.log.data / "token.key", access::random_text(kKeyBytes));
    if (!kept) return kept.error();
    key = std::move(kept).value();
  }
  if (key.size() < access::TokenMint::kLeastKeyBytes) {
    return Error{"io_error", ErrorClass::refused, (impl_->config.log.data / "token.key").string(), "the key of tokens is cut short: remove the file for a new one"};
  }
  impl_->mint.emplace(key);
  impl_->client_key = access::derived_key(key, "kept by clients");
  return Done{};
}

const std::string& Identity::client_key() const { return impl_->client_key; }

void Identity::open(const Ports& ports) {
  Impl& self = *impl_;
  self.on_log.emplace(self.config, ports, self.wall, self.monotonic, self.mint ? &*self.mint : nullptr);
  if (self.gate) self.gate->know({self.on_log->records, ports.audit, self.mint ? &*self.mint : nullptr});
}

Status Identity::make_first_admins() {
  ingest::Accounts* const accounts = impl_->on_log && impl_->on_log->accounts ? &*impl_->on_log->accounts : nullptr;
  if (accounts == nullptr || impl_->config.role != Role::full) return Done{};
  for (const Tenant& tenant : impl_->config.auth.tenants) {
    auto made = accounts->make_first_admin(tenant);
    if (!made) return made.error();
    if (!*made) continue;
    const bool usual = tenant.view() == "default";
    const std::string line = fmt::format("admin credential: {} {}{}\n", (*made)->login, (*made)->password, usual ? "" : fmt::format(" (tenant {})", tenant.view()));
    const std::string file = usual ? "admin-credential" : fmt::format("admin-credential-{}", tenant.view());
    if (auto status = replace_file(impl_->config.log.data / file, line); !status) return status;
    fmt::print(stderr, "{}", line);
  }
  return Done{};
}

void Identity::add_routes(http::Router& router) {
  if (!impl_->on_log) return;
  OnLog& on_log = *impl_->on_log;
  ingest::add_account_routes(router, {credentials(), on_log.ports.audit,
                                      on_log.accounts ? &*on_log.accounts : nullptr, on_log.keys ? &*on_log.keys : nullptr});
}

access::Accounts* Identity::accounts() { return impl_->on_log && impl_->on_log->accounts ? &*impl_->on_log->accounts : nullptr; }

void Identity::ask(access::TokenVeto& veto) {
  if (impl_->gate) impl_->gate->ask(veto);
}

void Identity::reload(const AuthConfig& auth) {
  if (!impl_->keys_of_others) return;
  const bool secret_before = !impl_->config.auth.jwt->secret.empty();
  if (secret_before && auth.jwt && !auth.jwt->secret.empty()) return impl_->keys_of_others->replace(keys_of(auth.jwt->secret));
  if (!secret_before) impl_->keys_of_others->reload();
}

std::optional<access::PasswordFigures> Identity::password_figures() const {
  if (!impl_->on_log || !impl_->on_log->accounts) return std::nullopt;
  return impl_->on_log->accounts->password_figures();
}

void Identity::close() {
  if (impl_->on_log && impl_->on_log->accounts) impl_->on_log->accounts->stop();
}

}  // namespace muster::deploy
