// muster as a dialect calls it: without a socket, as a given principal, waiting until the projections have
// what was written. From any thread that may wait.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/access/accounts.h"
#include "api/access/may.h"
#include "api/dialects/look.h"
#include "api/dialects/wire.h"
#include "api/services.h"
#include "ingest/directory_desk.h"
#include "ingest/door.h"

namespace muster::api::dialects {

// Who somebody is, as the directory has it; every text may be empty.
struct Person {
  std::string first_name, last_name, display_name, email, phone, login, role, department;
  Json record = Json::object();

  // First and last name; else the display name, the login, `fallback`.
  std::string name_or(std::string_view fallback) const;
};

// Look::next() where ids are numbers; a fresh one where it is spent.
SessionId next_number(const Look& look, const SubjectId& subject, std::string_view kind);

// Where a request came from, for what goes on record.
struct Origin {
  std::string request_id, address;
};

struct Written {
  Event event;          // as it was appended
  std::string outcome;  // as the fold says
};

class Backend {
 public:
  // References outlive this.
  Backend(const Services& services, ingest::Door& door, ingest::DirectoryDesk& desk)
      : services_(services), door_(door), desk_(desk) {}

  const Services& services() const { return services_; }
  Timestamp now() const { return services_.wall.now(); }
  Look look(const Tenant& tenant) const { return Look(services_.store, tenant, now()); }

  // Waits until all is read that the log holds of the subject by now: who decides by what there is, decides by
  // what any process has taken. errors: log_unavailable, wait_timeout (retry): nothing is written
  Status catch_up(const Tenant& tenant, const SubjectId& subject) const;

  // One item of a call of the door. errors: those of the item; wait_timeout (retry): it is written, and the
  // projections have not got it in time
  Result<Written> write(const access::Principal& who, ingest::Call call, const Json& item, const ingest::Named& named = {},
                        const Origin& from = {});
  // The same without waiting for what becomes of it.
  void send(const access::Principal& who, ingest::Call call, const Json& item);
  // An event as it stands, with `imported`: what is older than the door takes from clients.
  Result<Written> write_imported(const access::Principal& who, std::string_view type, const SubjectId& subject,
                                 Timestamp time, const Json& data);

  // Records of the directory, as the desk takes them from `who`; answered once they are read back.
  // errors: the first fault of the first that was refused
  using Records = std::vector<std::pair<std::string, Json>>;
  Status put(const access::Principal& who, DirectoryType type, const std::string& id, const Json& record, const Origin& from);
  Status put_all(const access::Principal& who, DirectoryType type, const Records& records, const Origin& from);
  Status remove(const access::Principal& who, DirectoryType type, const std::string& id, const Origin& from);
  std::optional<Json> record(const Tenant& tenant, DirectoryType type, std::string_view id) const;
  Person person(const Tenant& tenant, const SubjectId& subject) const;
  // access::may, the department of the subject being the directory's.
  access::Verdict may(const access::Principal& who, access::Action action, const SubjectId& subject) const;

 private:
  Result<Written> write(const access::Principal& who, const ingest::Body& body, const Origin& from = {});

  const Services services_;
  ingest::Door& door_;
  ingest::DirectoryDesk& desk_;
};

}  // namespace muster::api::dialects
