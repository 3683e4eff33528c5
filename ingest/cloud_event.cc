#include "ingest/cloud_event.h"

#include <charconv>
#include <optional>

#include "ingest/directory_record.h"
#include "ingest/item_fields.h"
#include "ingest/json_fault.h"
#include "schemas/ids.h"
#include "schemas/json_writer.h"

namespace muster::ingest {
namespace {

Envelope& env(Draft& d) { return d.event.env; }

template <class Id>
void take_id(ItemReader& in, Id& out) {
  std::string text;
  if (in.text(text, kMaxText, 1)) out = Id{std::move(text)};
}

void take_version(ItemReader& in, Draft&) {
  std::string version;
  if (in.text(version) && version != "1.0") in.fault("out_of_range", "must be 1.0");
}

void take_content_type(ItemReader& in, Draft&) {
  std::string type;
  if (in.text(type) && type != "application/json") in.fault("out_of_range", "must be application/json");
}

void take_tenant(ItemReader& in, Draft& d) {
  std::string text;
  if (!in.text(text)) return;
  auto tenant = parse_tenant(text);
  if (!tenant) return in.fault("bad_tenant", tenant.error().hint);
  env(d).tenant = std::move(tenant).value();
}

constexpr FieldRow kAttributes[] = {
    {"specversion", take_version},
    {"id", [](ItemReader& in, Draft& d) { take_id(in, env(d).id); }},
    {"source", [](ItemReader& in, Draft& d) { in.text(env(d).source, kMaxText, 1); }},
    {"datacontenttype", take_content_type},
    {"traceparent", [](ItemReader& in, Draft& d) { in.text(env(d).traceparent.emplace()); }},
    {"tenant", take_tenant, true},
    {"ingesttime", [](ItemReader& in, Draft& d) { d.has_ingesttime = in.time(env(d).ingesttime); }, true},
    {"devicetime", [](ItemReader& in, Draft& d) { in.time(env(d).devicetime.emplace()); }, true},
    {"actor", [](ItemReader& in, Draft& d) { in.text(env(d).actor.emplace()); }, true},
    {"imported", [](ItemReader& in, Draft& d) { in.flag(env(d).imported); }, true},
};

void read_data(ItemReader& in, Draft& draft, ItemType type) {
  if (type == ItemType::directory) {
    read_record(in, draft);
  } else {
    in.members(draft, data_fields(type));
  }
}

std::optional<TypeName> read_type(ItemReader& in, Draft& draft) {
  std::string name;
  if (!in.text(name)) return std::nullopt;
  const auto type = item_type(name);
  if (type) {
    start_data(*type, draft);
  } else if (name.starts_with("muster.")) {
    in.fault("newer_type", "this server does not know the type");
  } else {
    in.fault("foreign_type", "not a type of muster");
  }
  return type;
}

// Header values are percent-encoded where they are not plain ASCII (CloudEvents HTTP binding).
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const char* const hex = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// The attributes, and what is found out on the way.
struct Attributes {
  std::optional<TypeName> type{};
  bool has_version = false;
  bool has_type = false;
  bool has_data = false;
  std::string_view early_data{};  // that came before the type
};

void read_attributes(ItemReader& in, Draft& draft, Attributes& event) {
  in.object([&](std::string_view name) {
    if (name == "type") {
      event.has_type = true;
      event.type = read_type(in, draft);
    } else if (name == "data") {
      event.has_data = true;
      if (event.type) {
        read_data(in, draft, event.type->type);
      } else {
        event.early_data = in.json().skip();
      }
    } else {
      event.has_version = event.has_version || name == "specversion";
      return in.member(draft, name, kAttributes) || in.member(draft, name, call_fields()) || in.unknown(kAttributes, call_fields());
    }
    return true;
  });
}

}  // namespace

void read_cloud_event(ItemReader& in, Draft& draft, bool replay) {
  Attributes event;
  read_attributes(in, draft, event);
  if (in.json().malformed()) return;
  if (event.type && !event.early_data.empty()) {
    JsonReader late;
    late.load(event.early_data);
    ItemReader rest(late, replay);
    rest.start(draft);
    rest.push("data");
    read_data(rest, draft, event.type->type);
  }
  if (!event.has_version) in.fault_at("specversion", "missing_field", "a CloudEvent says \"specversion\": \"1.0\"");
  if (!event.has_type) in.fault_at("type", "missing_field", "a CloudEvent has a type");
  if (!event.has_data) in.fault_at("data", "missing_field", "an event has data");
  in.push("data");
  check_data(in, draft);
  in.pop();
}

Result<std::string> structured_text(const Body& binary) {
  JsonReader reader;
  // Alone first: put into an object, text like `1, "type": 2` would be other attributes.
  if (!reader.load(binary.text) || reader.skip().empty() || !reader.at_end()) return json_fault(binary.text);
  std::string text = "{";
  for (const auto& [name, value] : binary.ce_headers) {
    append_json_string(text, name.substr(3));
    text += ':';
    if (name == "ce-imported" && (value == "true" || value == "false")) {
      text += value;
    } else {
      append_json_string(text, percent_decoded(value));
    }
    text += ',';
  }
  text.append("\"data\":").append(binary.text).append("}");
  return text;
}

}  // namespace muster::ingest
