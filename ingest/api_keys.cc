#include "ingest/api_keys.h"

#include <utility>

#include "api/access/api_key.h"
#include "ingest/directory_records.h"
#include "schemas/bounds.h"

namespace muster::ingest {
namespace {

Error out_of_range(const char* pointer, const char* hint) { return {"out_of_range", ErrorClass::refused, pointer, hint}; }

}  // namespace

void ApiKeys::note(const access::Principal& who, const access::Caller& caller, const char* action, const std::string& id,
                   const Status& status, const KeyRecord& record) const {
  access::AuditEntry entry;
  entry.tenant = who.tenant;
  entry.action = action;
  entry.actor = who.actor;
  entry.target = id;
  entry.outcome = status ? "ok" : status.error().code;
  entry.request_id = caller.request_id;
  entry.address = caller.address;
  entry.details = {{"name", record.name}, {"role", record.role}};
  audit_.note(std::move(entry));
}

void ApiKeys::make(const access::Principal& who, const std::string& name, const std::string& role, std::optional<Timestamp> expires_at,
                   const access::Caller& caller, std::function<void(Result<Made>)> done) {
  const auto known = access::role_by_name(role);
  if (!known || !access::is_role_of_keys(*known)) {
    return done(out_of_range("/role", "a key is one of admin, ingest, model, analyst, replay: users and supervisors are people"));
  }
  if (name.empty() || !has_at_most(name, kMaxText)) return done(out_of_range("/name", "a name has 1 to 256 characters"));
  if (expires_at && *expires_at <= wall_.now()) return done(out_of_range("/expires_at", "is not in the future"));
  const access::NewKey made = access::make_key(who.tenant);
  const KeyRecord record{made.hash, name, role, wall_.now(), expires_at};
  writer_.write({{who.tenant, DirectoryType::key, made.id, to_json(record)}}, who.actor,
                [this, who, caller, made, record, done = std::move(done)](const Status& written) {
                  note(who, caller, "key_made", made.id, written, record);
                  if (!written) return done(written.error());
                  done(Made{made.id, made.key});
                });
}

void ApiKeys::revoke(const access::Principal& who, const std::string& id, const access::Caller& caller, std::function<void(Status)> done) {
  const auto present = DirectoryRecords(directory_).key(who.tenant, id);
  if (!present) {
    return done(Error{"not_found", ErrorClass::refused, "", "there is no such key"});
  }
  writer_.write({{who.tenant, DirectoryType::key, id, std::nullopt}}, who.actor,
                [this, who, caller, id, record = *present, done = std::move(done)](const Status& written) {
                  note(who, caller, "key_revoked", id, written, record);
                  done(written);
                });
}

std::vector<ApiKeys::Named> ApiKeys::list(const Tenant& tenant, std::string_view after, std::size_t max) const {
  std::vector<Named> out;
  for (const auto& entry : directory_.list(tenant, DirectoryType::key, after, max)) {
    if (auto record = credential_record<KeyRecord>(entry.record)) out.push_back({entry.id, std::move(record).value()});
  }
  return out;
}

}  // namespace muster::ingest
