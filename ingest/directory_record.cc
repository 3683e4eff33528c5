#include "ingest/directory_record.h"

#include <array>
#include <map>

#include <date/tz.h>
#include <nlohmann/json.hpp>

#include "api/access/principal.h"
#include "ingest/item_values.h"
#include "ingest/json_fault.h"
#include "schemas/bounds.h"
#include "schemas/ids.h"
#include "schemas/json_writer.h"

namespace muster::ingest {
namespace {

constexpr std::array<const char*, 3> kStanding{"role", "department", "login"};

void read_text(ItemReader& in, Draft&) {
  std::string text;
  in.text(text);
}

void read_attributes(ItemReader& in, Draft&) {
  std::map<std::string, std::string> attributes;
  read_labels(in, attributes);
}

template <int kLeast, int kMost>
void read_number(ItemReader& in, Draft&) {
  double value = 0;
  in.number(value, kLeast, kMost);
}

void read_role(ItemReader& in, Draft&) {
  std::string role;
  if (in.text(role) && !access::role_by_name(role)) in.fault("bad_field", "not a role");
}

void read_zone(ItemReader& in, Draft&) {
  std::string zone;
  if (!in.text(zone)) return;
  try {
    date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    in.fault("unknown_zone", "not a zone of the IANA time zone database");
  }
}

void read_preferences(ItemReader& in, Draft&) {
  JsonReader& json = in.json();
  if (!json.enter_array()) {
    in.wrong("bad_field", "must be an array of five numbers");
    return;
  }
  std::size_t count = 0;
  for (double value = 0; json.next_element() && !json.malformed(); ++count) in.number(value, 0, 1);
  if (count != kPreferences) in.fault("out_of_range", "must be five numbers in [0, 1]");
}

void read_contact(ItemReader& in, Draft& draft) {
  static constexpr FieldRow kContact[] = {{"name", read_text}, {"phone", read_text}};
  in.members(draft, kContact);
}

constexpr FieldRow kSubject[] = {
    {"first_name", read_text}, {"last_name", read_text},          {"display_name", read_text},
    {"email", read_text},      {"phone", read_text},              {"login", read_text},
    {"role", read_role},       {"department", read_text},         {"tz", read_zone},
    {"preferences", read_preferences}, {"emergency_contact", read_contact}, {"attributes", read_attributes},
};
constexpr FieldRow kPlace[] = {
    {"name", read_text},
    {"lat", read_number<-90, 90>},
    {"lon", read_number<-180, 180>},
    {"radius_m",
     [](ItemReader& in, Draft&) {
       double radius = 0;
       if (in.number(radius, 0, kMaxRadiusM) && radius == 0) in.fault("out_of_range", "must be more than 0");
     }},
    {"address", read_text},
    {"phone", read_text},
    {"attributes", read_attributes},
};
constexpr std::array<std::string_view, 4> kPlaceNeeds{"name", "lat", "lon", "radius_m"};

FieldTable fields_of(DirectoryType type) {
  if (type == DirectoryType::place) return kPlace;
  return kSubject;
}

void check_id(ItemReader& in, std::string_view id) {
  std::string named;
  if (!in.text(named)) return;
  const auto folded = parse_subject(named);
  if (!folded || folded->view() != id) in.fault("bad_field", "is not the id of the path");
}

void check_place(const nlohmann::json& place, ItemReader& in) {
  for (const std::string_view name : kPlaceNeeds) {
    if (!place.contains(name)) in.fault_at(name, "missing_field", "a place has name, lat, lon and radius_m");
  }
  if (place.value("lat", 1.0) == 0 && place.value("lon", 1.0) == 0) {
    in.fault_at("lat", "out_of_range", "0, 0 is no place");
  }
}

}  // namespace

std::string_view id_field(DirectoryType type) {
  if (type == DirectoryType::place) return "place_id";
  return type == DirectoryType::device ? "device_id" : "subject";
}

Result<RecordRead> read_directory_record(DirectoryType type, std::string_view id, std::string_view body) {
  JsonReader json;
  if (!json.load(body)) return json_fault(body);
  Draft draft;
  ItemReader in(json, false);
  in.start(draft);
  in.object([&](std::string_view name) {
    if (name == id_field(type)) return check_id(in, id), true;
    return in.member(draft, name, fields_of(type));
  });
  if (json.malformed() || !json.at_end()) return json_fault(body);
  RecordRead read;
  if (draft.faults.empty()) {
    auto fields = nlohmann::json::parse(body);
    fields.erase(std::string(id_field(type)));
    if (type == DirectoryType::place) check_place(fields, in);
    auto canonical = canonical_json(fields.dump());
    if (!canonical) return canonical.error();
    read.record = std::move(canonical).value();
  }
  read.faults = std::move(draft.faults);
  return read;
}

void read_record(ItemReader& in, Draft& draft) {
  auto& change = std::get<DirectoryChange>(draft.event.data);
  JsonReader& json = in.json();
  if (json.peek() != '{') {
    in.wrong("bad_field", "must be an object");
    return;
  }
  const bool known = change.type == DirectoryType::place || change.type == DirectoryType::subject;
  const std::size_t start = json.position();
  const std::size_t faults = draft.faults.size();
  if (known) in.members(draft, fields_of(change.type));
  if (json.malformed()) return;
  json.go_back(start);
  const std::string_view text = json.skip();
  if (json.malformed() || draft.faults.size() != faults) return;
  if (change.type == DirectoryType::place) check_place(nlohmann::json::parse(text), in);
  if (auto canonical = canonical_json(text)) change.record = std::move(canonical).value();
}

std::string record_with_id(DirectoryType type, std::string_view id, std::string_view record) {
  std::string out = "{\"";
  out.append(id_field(type)).append("\":");
  append_json_string(out, id);
  if (record.size() > 2) out += ',';
  out += record.substr(1);
  return out;
}

Result<std::string> keep_standing(std::string_view record, std::string_view present) {
  auto fields = nlohmann::json::parse(record);
  const auto before = nlohmann::json::parse(present.empty() ? "{}" : present);
  for (const char* name : kStanding) {
    const bool had = before.contains(name);
    if (fields.contains(name) && (!had || fields[name] != before[name])) {
      return Error{"forbidden", ErrorClass::refused, std::string("/") + name, "only an admin changes this"};
    }
    if (had) fields[name] = before[name];
  }
  return canonical_json(fields.dump());
}

}  // namespace muster::ingest
