#include "api/access/audit_record.h"

#include <nlohmann/json.hpp>

#include "schemas/digest.h"
#include "schemas/ids.h"
#include "schemas/json_writer.h"

namespace muster::access {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kType = "muster.audited.v1";
constexpr std::size_t kMostText = 512;  // bytes
constexpr std::size_t kMostDetails = 16;

// Not within a character.
std::string_view cut(std::string_view text) {
  if (text.size() <= kMostText) return text;
  std::size_t end = kMostText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

void write_details(JsonObjectWriter& data, const AuditEntry& entry) {
  std::string& out = data.key("details");
  out += '{';
  for (std::size_t i = 0; i < entry.details.size() && i < kMostDetails; ++i) {
    if (i > 0) out += ',';
    append_json_string(out, cut(entry.details[i].first));
    out += ':';
    append_json_string(out, cut(entry.details[i].second));
  }
  out += '}';
}

void write_link(JsonObjectWriter& data, const AuditRecord& record) {
  data.text("chain", std::string_view{record.link.chain});
  data.integer("seq", static_cast<std::int64_t>(record.link.seq));
  data.text("previous", std::string_view{record.previous});
  if (record.after.chain.empty()) return;
  data.text("after_chain", std::string_view{record.after.chain});
  data.integer("after_seq", static_cast<std::int64_t>(record.after.seq));
}

// The rest of a member of `data` that must be there.
std::string text(const Json& object, const char* name) { return object.at(name).get<std::string>(); }

void read_data(const Json& data, AuditRecord& out) {
  out.entry.action = text(data, "action");
  out.entry.actor = text(data, "actor");
  out.entry.target = text(data, "target");
  out.entry.outcome = text(data, "outcome");
  out.entry.request_id = text(data, "request_id");
  out.entry.address = text(data, "address");
  for (const auto& [name, value] : data.at("details").items()) out.entry.details.emplace_back(name, value.get<std::string>());
  out.link = {text(data, "chain"), data.at("seq").get<std::uint64_t>()};
  out.previous = text(data, "previous");
  if (data.contains("after_chain")) out.after = {text(data, "after_chain"), data.at("after_seq").get<std::uint64_t>()};
}

Error bad() { return {"bad_event", ErrorClass::invalid, "", "not an entry of the audit"}; }

}  // namespace

std::string audit_key(const Tenant& tenant) { return tenant.str() + "/audit"; }

std::string encode(const AuditRecord& record) {
  std::string out;
  {
    JsonObjectWriter json(out);
    json.text("specversion", "1.0");
    json.text("id", std::string_view{record.id});
    json.text("source", "/muster/audit");
    json.text("type", kType);
    json.text("subject", "audit");
    json.time("time", record.time);
    json.text("datacontenttype", "application/json");
    json.text("tenant", record.entry.tenant.view());
    json.time("ingesttime", record.time);
    JsonObjectWriter data(json.key("data"));
    data.text("action", cut(record.entry.action));
    data.text("actor", cut(record.entry.actor));
    data.text("target", cut(record.entry.target));
    data.text("outcome", cut(record.entry.outcome));
    data.text("request_id", cut(record.entry.request_id));
    data.text("address", cut(record.entry.address));
    write_details(data, record.entry);
    write_link(data, record);
  }
  return out;
}

Result<AuditRecord> decode_audit(std::string_view bytes) {
  try {
    const Json json = Json::parse(bytes);
    if (text(json, "type") != kType) return bad();
    AuditRecord out;
    out.id = text(json, "id");
    auto tenant = parse_tenant(text(json, "tenant"));
    const auto time = parse_rfc3339(text(json, "time"));
    if (!tenant.ok() || !time.ok()) return bad();
    out.entry.tenant = std::move(tenant).value();
    out.time = *time;
    read_data(json.at("data"), out);
    return out;
  } catch (const Json::exception&) {
    return bad();
  }
}

std::string digest(std::string_view bytes) { return sha256_hex(bytes); }

}  // namespace muster::access
