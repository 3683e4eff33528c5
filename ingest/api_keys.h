// API keys upon the directory's topic: made, listed, revoked. Any thread; what it stands on must outlive it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/access/accounts.h"
#include "api/access/audit.h"
#include "api/access/principal.h"
#include "ingest/record_writer.h"
#include "processors/directory.h"
#include "schemas/credential_records.h"

namespace muster::ingest {

class ApiKeys {
 public:
  struct Made {
    std::string id;
    std::string key;  // shown this once
  };
  struct Named {
    std::string id;
    KeyRecord record;
  };

  ApiKeys(RecordWriter writer, const processors::Directory& directory, access::Audit& audit, const WallClock& wall)
      : writer_(std::move(writer)), directory_(directory), audit_(audit), wall_(wall) {}

  // Whoever calls has asked may(). `done` exactly once, from any thread: it must not block.
  // errors: out_of_range (refused): a name of 1 to 256 characters, an end in the future, a role that needs no
  // subject; those of RecordWriter
  void make(const access::Principal& who, const std::string& name, const std::string& role, std::optional<Timestamp> expires_at,
            const access::Caller& caller, std::function<void(Result<Made>)> done);
  // not_found (refused)
  void revoke(const access::Principal& who, const std::string& id, const access::Caller& caller, std::function<void(Status)> done);

  // In the order of ids, at most `max`, those after `after`.
  std::vector<Named> list(const Tenant& tenant, std::string_view after, std::size_t max) const;

 private:
  void note(const access::Principal& who, const access::Caller& caller, const char* action, const std::string& id,
            const Status& status, const KeyRecord& record) const;

  const RecordWriter writer_;
  const processors::Directory& directory_;
  access::Audit& audit_;
  const WallClock& wall_;
};

}  // namespace muster::ingest
