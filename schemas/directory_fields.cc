#include "schemas/directory_fields.h"

#include <array>

#include "schemas/bounds.h"
#include "schemas/credential_records.h"

namespace muster {
namespace {

struct PlaceRecord {
  double lat = 0, lon = 0, radius_m = 0;
};
struct SubjectRecord {};
struct DeviceRecord {};
struct Contact {};

template <class Owner>
void take_text(FieldReader& in, Owner&) {
  std::string_view text;
  in.take(text);
  if (!has_at_most(text, kMaxText)) in.note({}, "text of the wrong length");
}

template <class Owner>
constexpr Field<Owner> text(std::string_view name, Need need = Need::optional) {
  return {name, need, take_text<Owner>};
}

// An object of any names.
template <class Owner>
void take_attributes(FieldReader& in, Owner& out) {
  JsonReader& json = in.json();
  if (!json.enter_object()) return in.wrong("not an object");
  std::size_t count = 0;
  std::string_view name;
  while (json.next_field(name)) {
    json.compare_key(name);
    if (name.size() > kMaxLabelName || ++count > kMaxLabels) in.note({}, "at most 16 attributes, of names of 64 bytes");
    take_text(in, out);
  }
}

void take_preferences(FieldReader& in, SubjectRecord&) {
  JsonReader& json = in.json();
  if (!json.enter_array()) return in.wrong("not an array");
  std::size_t count = 0;
  for (double value = 0; json.next_element() && !json.malformed(); ++count) {
    in.take(value);
    if (value < 0 || value > 1) in.note({}, "a preference out of range");
  }
  if (count != kPreferences) in.note({}, "preferences are five numbers");
}

template <double PlaceRecord::* Member>
void take_number(FieldReader& in, PlaceRecord& out) {
  in.take(out.*Member);
}

}  // namespace

template <>
struct Fields<PlaceRecord> {
  static constexpr std::array kTable{
      text<PlaceRecord>("address"),
      Field<PlaceRecord>{"attributes", Need::optional, take_attributes<PlaceRecord>},
      Field<PlaceRecord>{"lat", Need::required, take_number<&PlaceRecord::lat>},
      Field<PlaceRecord>{"lon", Need::required, take_number<&PlaceRecord::lon>},
      text<PlaceRecord>("name", Need::required),
      text<PlaceRecord>("phone"),
      Field<PlaceRecord>{"radius_m", Need::required, take_number<&PlaceRecord::radius_m>}};
};

template <>
struct Fields<DeviceRecord> {
  static constexpr std::array kTable{text<DeviceRecord>("department"), text<DeviceRecord>("name"), text<DeviceRecord>("type")};
};

template <>
struct Fields<Contact> {
  static constexpr std::array kTable{text<Contact>("name"), text<Contact>("phone")};
};

template <>
struct Fields<SubjectRecord> {
  static constexpr std::array kTable{
      Field<SubjectRecord>{"attributes", Need::optional, take_attributes<SubjectRecord>},
      text<SubjectRecord>("department"),
      text<SubjectRecord>("display_name"),
      text<SubjectRecord>("email"),
      Field<SubjectRecord>{"emergency_contact", Need::optional,
                           [](FieldReader& in, SubjectRecord&) {
                             Contact contact;
                             in.take(contact);
                           }},
      text<SubjectRecord>("first_name"),
      text<SubjectRecord>("last_name"),
      text<SubjectRecord>("login"),
      text<SubjectRecord>("phone"),
      Field<SubjectRecord>{"preferences", Need::optional, take_preferences},
      text<SubjectRecord>("role"),
      text<SubjectRecord>("tz")};
};

namespace {

void check_place(FieldReader& in) {
  PlaceRecord place;
  in.take(place);
  if (in.error()) return;
  if (place.lat < -90 || place.lat > 90 || (place.lat == 0 && place.lon == 0)) in.note("lat", "a coordinate out of range");
  if (place.lon < -180 || place.lon > 180) in.note("lon", "a coordinate out of range");
  if (!(place.radius_m > 0 && place.radius_m <= kMaxRadiusM)) in.note("radius_m", "a radius out of range");
}

}  // namespace

void check_directory_record(FieldReader& in, DirectoryType type) {
  SubjectRecord subject;
  DeviceRecord device;
  switch (type) {
    case DirectoryType::subject: return in.take(subject);
    case DirectoryType::place: return check_place(in);
    case DirectoryType::account: return check_account(in);
    case DirectoryType::logins: return check_log_ins(in);
    case DirectoryType::key: return check_key(in);
    case DirectoryType::device: return in.take(device);
  }
}

}  // namespace muster
