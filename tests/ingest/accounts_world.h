// Accounts on the memory log: their calls, waited for.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/access/gate.h"
#include "ingest/accounts.h"
#include "ingest/api_keys.h"
#include "ingest/directory_records.h"
#include "ingest/log/memory_log.h"
#include "processors/directory_follower.h"
#include "schemas/ids.h"
#include "tests/ingest/counted_passwords.h"
#include "tests/ingest/door_fixture.h"

namespace muster::ingest {

// One process: what it has read of the shared log, and its accounts.
struct AccountsProcess {
  explicit AccountsProcess(log::EventLog& shared, SetWall& clock, KeptAudit& kept) : log(shared), wall(clock), audit(kept) {
    gate.know({records, audit, &mint});
  }
  ~AccountsProcess() { accounts.stop(); }

  template <class T, class Start>
  T wait(Start start) {
    struct Slot {
      std::mutex mutex;
      std::optional<T> value;
    };
    auto slot = std::make_shared<Slot>();
    start([slot](T result) {
      const std::lock_guard lock(slot->mutex);
      slot->value.emplace(std::move(result));
    });
    while (true) {
      follower.work();
      {
        const std::lock_guard lock(slot->mutex);
        if (slot->value) return *slot->value;
      }
      std::this_thread::yield();
    }
  }
  void read_all() {
    while (follower.work() > 0) {
    }
  }

  Result<access::Tokens> log_in(const char* login, const char* password, const char* address = "127.0.0.1") {
    return wait<Result<access::Tokens>>([&](auto done) { accounts.log_in({Tenant{"default"}, login}, password, {address, "r"}, done); });
  }
  Result<access::Tokens> refresh(const std::string& token) {
    return wait<Result<access::Tokens>>([&](auto done) { accounts.refresh(token, {"127.0.0.1", "r"}, done); });
  }
  Status log_out(const std::string& token) {
    return wait<Status>([&](auto done) { accounts.log_out(token, {"127.0.0.1", "r"}, done); });
  }
  Status change(const std::string& token, const char* old_password, const char* new_password) {
    return wait<Status>([&](auto done) { accounts.change_password(token, old_password, new_password, {"127.0.0.1", "r"}, done); });
  }
  Status put(const char* login, const char* password, const char* subject) {
    return wait<Status>([&](auto done) { accounts.put(boss, login, password, SubjectId{subject}, {}, done); });
  }
  Status close(const char* login) {
    return wait<Status>([&](auto done) { accounts.close(boss, login, {}, done); });
  }
  Status enroll(const char* login, const char* subject, const char* record) {
    return wait<Status>([&](auto done) {
      accounts.register_account({{Tenant{"default"}, login}, "correct horse", SubjectId{subject}, record}, {}, done);
    });
  }
  Result<access::Principal> identify(const std::string& token) {
    http::Request request;
    request.headers.add("authorization", "Bearer " + token);
    return gate.identify(request);
  }

  log::EventLog& log;
  SetWall& wall;
  KeptAudit& audit;
  SetMonotonic monotonic;
  access::Principal boss = principal({access::Role::admin}, "boss");
  processors::Directory directory;
  processors::Progress progress{4};
  processors::DirectoryFollower follower{log, directory, progress};
  DirectoryRecords records{directory};
  access::TokenMint mint{std::string(32, 'k')};
  CountedPasswords passwords;
  RecordWriter::Parts writer{log, progress, wall, monotonic};
  ApiKeys keys{RecordWriter(writer), directory, audit, wall};
  Accounts accounts{{writer, directory, records, mint, passwords, audit}};
  access::Gate gate{{true, true, std::nullopt, wall, monotonic}};
};

struct AccountsWorld {
  SetWall wall;
  KeptAudit audit;
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log();
  AccountsProcess one{*log, wall, audit}, two{*log, wall, audit};
};

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "ok" : result.error().code;
}

}  // namespace muster::ingest
