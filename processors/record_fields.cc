#include "processors/record_fields.h"

#include <algorithm>
#include <array>

#include "schemas/json_number.h"
#include "schemas/json_reader.h"
#include "schemas/json_writer.h"

namespace muster::processors {
namespace {

struct TextRow {
  std::string_view name;
  std::string_view RecordFields::* member;
};
constexpr std::array<TextRow, 12> kTexts{{{"name", &RecordFields::name},
                                          {"address", &RecordFields::address},
                                          {"display_name", &RecordFields::display_name},
                                          {"first_name", &RecordFields::first_name},
                                          {"last_name", &RecordFields::last_name},
                                          {"email", &RecordFields::email},
                                          {"login", &RecordFields::login},
                                          {"phone", &RecordFields::phone},
                                          {"role", &RecordFields::role},
                                          {"department", &RecordFields::department},
                                          {"tz", &RecordFields::tz},
                                          {"type", &RecordFields::type}}};

struct NumberRow {
  std::string_view name;
  double RecordFields::* member;
};
constexpr std::array<NumberRow, 3> kNumbers{
    {{"lat", &RecordFields::lat}, {"lon", &RecordFields::lon}, {"radius_m", &RecordFields::radius_m}}};

template <class Rows>
auto row_of(const Rows& rows, std::string_view name) {
  return std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == name; });
}

void read_value(JsonReader& json, std::string_view name, RecordFields& fields) {
  std::string_view text;
  if (json.peek() == '"') {
    const auto row = row_of(kTexts, name);
    if (json.read_string(text) && row != kTexts.end()) fields.*row->member = text;
    return;
  }
  const auto row = row_of(kNumbers, name);
  if (row != kNumbers.end() && json.read_number(text)) {
    fields.*row->member = to_double(text);
  } else {
    json.skip();
  }
}

}  // namespace

RecordFields read_fields(std::string_view record) {
  thread_local JsonReader json;  // keeps its buffers
  RecordFields fields;
  if (!json.load(record) || !json.enter_object()) return fields;
  std::string_view name;
  while (json.next_field(name)) read_value(json, name, fields);
  return fields;
}

std::string_view id_field(DirectoryType type) {
  if (type == DirectoryType::place) return "place_id";
  return type == DirectoryType::device ? "device_id" : "subject";
}

void append_record(std::string& out, DirectoryType type, std::string_view id, std::string_view record) {
  out.append("{\"").append(id_field(type)).append("\":");
  append_json_string(out, id);
  if (record.size() > 2) out += ',';
  out += record.substr(1);
}

}  // namespace muster::processors
