// The fields of a directory record that muster itself looks at. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "schemas/event.h"

namespace muster::processors {

// Absent fields, and those of another type, are empty or 0.
struct RecordFields {
  std::string_view name, address;                       // of a place; `name` also of a device
  std::string_view display_name, first_name, last_name, email, login, phone;
  std::string_view role, department, tz;
  std::string_view type;                                // of a device
  double lat = 0, lon = 0, radius_m = 0;
};

// The views are into `record`, or valid until the next call on the same thread.
RecordFields read_fields(std::string_view record);

// subject, place_id or device_id: how answers name the id.
std::string_view id_field(DirectoryType type);

// Appends the record with its id in front, as it is answered.
void append_record(std::string& out, DirectoryType type, std::string_view id, std::string_view record);

}  // namespace muster::processors
