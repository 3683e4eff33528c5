// Credentials of a server, put together: what is let in, and, once the log is open, accounts and keys. Made and
// ended by one thread; credentials() may be asked by any.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/access/accounts.h"
#include "api/access/audit.h"
#include "api/access/credentials.h"
#include "api/access/password_pool.h"
#include "api/access/token_veto.h"
#include "api/http/router.h"
#include "deploy/muster/config.h"
#include "deploy/muster/log_lines.h"
#include "ingest/log/log.h"
#include "processors/directory.h"
#include "processors/progress.h"

namespace muster::deploy {

class Identity {
 public:
  // All outlive it.
  Identity(const ServerConfig& config, const WallClock& wall, const MonotonicClock& monotonic, LogLines& lines);
  ~Identity();

  const access::Credentials& credentials() const;

  // Reads keys: that of builtin tokens, made where there is none, and those of other issuers, whose absence is
  // said and waited out. errors: io_error (refused)
  Status start();

  // After start(): signs what clients keep (cursors, previews), the same in all processes with the key of builtin
  // tokens. Empty where --auth builtin is not there.
  const std::string& client_key() const;

  struct Ports {
    log::EventLog& log;
    const processors::Directory& directory;
    processors::Progress& progress;
    access::Audit& audit;
  };
  // Accounts and keys are known from here on.
  void open(const Ports& ports);
  // With the directory read: an admin for each tenant that has none, said on stderr and kept in a file of the
  // data folder. errors: those of the log; io_error (refused)
  Status make_first_admins();
  void add_routes(http::Router& router);

  // Null where --auth builtin is not there, or before open().
  access::Accounts* accounts();
  // `veto` is asked about Bearer tokens from now on.
  void ask(access::TokenVeto& veto);

  // Other issuers' keys are read again, and a secret of theirs is that of `auth`.
  void reload(const AuthConfig& auth);
  // Any thread. Empty where --auth builtin is not there, or before open().
  std::optional<access::PasswordFigures> password_figures() const;

  // Before the log closes: ends what hashes passwords.
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::deploy
