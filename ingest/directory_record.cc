#include "ingest/directory_record.h"

#include <array>
#include <map>
#include <optional>

#include <date/tz.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/access/principal.h"
#include "ingest/item_values.h"
#include "ingest/json_fault.h"
#include "processors/record_fields.h"
#include "schemas/bounds.h"
#include "schemas/ids.h"

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

// A path such as north/day: what is above another one is told by its parts.
void read_department(ItemReader& in, Draft&) {
  std::string path;
  if (!in.text(path) || path.empty()) return;
  if (path.front() == '/' || path.back() == '/' || path.find("//") != std::string::npos) {
    in.fault("out_of_range", "must be a path such as north/day");
  }
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
    {"role", read_role},       {"department", read_department},   {"tz", read_zone},
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
constexpr FieldRow kDevice[] = {{"name", read_text}, {"type", read_text}, {"department", read_department}};
constexpr std::array<std::string_view, 4> kPlaceNeeds{"name", "lat", "lon", "radius_m"};

FieldTable fields_of(DirectoryType type) {
  if (type == DirectoryType::place) return kPlace;
  if (type == DirectoryType::device) return kDevice;
  return kSubject;
}

// `of_path`: the one that it has to be.
void read_id(ItemReader& in, std::optional<std::string_view> of_path, std::string& out) {
  SubjectId id;
  if (!in.subject(id)) return;
  if (of_path && id.view() != *of_path) in.fault("bad_field", "is not the id of the path");
  out = id.str();
}

void check_place(const nlohmann::json& place, ItemReader& in) {
  for (const std::string_view name : kPlaceNeeds) {
    if (!place.contains(name)) in.fault_at(name, "missing_field", "a place has name, lat, lon and radius_m");
  }
  if (place.value("lat", 1.0) == 0 && place.value("lon", 1.0) == 0) {
    in.fault_at("lat", "out_of_range", "0, 0 is no place");
  }
}

// The object that the reader stands on. Without `of_path` it names its id itself.
RecordRead read_item(JsonReader& json, DirectoryType type, std::optional<std::string_view> of_path, std::string pointer) {
  Draft draft;
  draft.pointer = std::move(pointer);
  ItemReader in(json, false);
  in.start(draft);
  RecordRead read;
  bool named = of_path.has_value();
  const std::string_view id_name = processors::id_field(type);
  const std::size_t start = json.position();
  in.object([&](std::string_view name) {
    if (name != id_name) return in.member(draft, name, fields_of(type)) || in.unknown(fields_of(type));
    named = true;
    return read_id(in, of_path, read.id), true;
  });
  if (!json.malformed() && !named) in.fault_at(id_name, "missing_field", "each record names its id");
  if (!json.malformed() && draft.faults.empty()) {
    json.go_back(start);
    auto fields = nlohmann::json::parse(json.skip());
    fields.erase(std::string(id_name));
    if (type == DirectoryType::place) check_place(fields, in);
    if (auto canonical = canonical_json(fields.dump())) read.record = std::move(canonical).value();
  }
  if (of_path) read.id = *of_path;
  read.faults = std::move(draft.faults);
  return read;
}

}  // namespace

Result<RecordRead> read_directory_record(DirectoryType type, std::string_view id, std::string_view body) {
  JsonReader json;
  if (!json.load(body)) return json_fault(body);
  RecordRead read = read_item(json, type, id, "");
  if (json.malformed() || !json.at_end()) return json_fault(body);
  return read;
}

Result<RecordsRead> read_directory_records(DirectoryType type, std::string_view body) {
  JsonReader json;
  if (!json.load(body)) return json_fault(body);
  RecordsRead read;
  read.list = json.peek() == '[';
  if (!read.list) {
    read.items.push_back(read_item(json, type, std::nullopt, ""));
  } else if (json.enter_array()) {
    while (json.next_element() && !json.malformed()) {
      if (read.items.size() == kMostRecords) {
        return Error{"too_many_items", ErrorClass::refused, "", fmt::format("at most {} items in one request", kMostRecords)};
      }
      read.items.push_back(read_item(json, type, std::nullopt, fmt::format("/{}", read.items.size())));
    }
  }
  if (json.malformed() || !json.at_end()) return json_fault(body);
  if (read.items.empty()) return Error{"empty_batch", ErrorClass::refused, "", "the array has no items"};
  return read;
}

void read_record(ItemReader& in, Draft& draft) {
  auto& change = std::get<DirectoryChange>(draft.event.data);
  JsonReader& json = in.json();
  if (json.peek() != '{') {
    in.wrong("bad_field", "must be an object");
    return;
  }
  const bool known = change.type == DirectoryType::place || change.type == DirectoryType::subject ||
                     change.type == DirectoryType::device;
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
