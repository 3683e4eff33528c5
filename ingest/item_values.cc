#include "ingest/item_values.h"

#include <algorithm>
#include <array>

#include "ingest/policy_fields.h"

namespace muster::ingest {

bool ItemReader::position(Position& out) {
  bool has_lat = false;
  bool has_lon = false;
  const std::size_t faults = draft_->faults.size();
  const auto optional_number = [&](std::optional<double>& into, double least) {
    optional(into, [&](double& value) { return number(value, least, kAnyNumber); });
    return true;
  };
  object([&](std::string_view name) {
    if (name == "lat") return has_lat = true, number(out.lat, -90, 90), true;
    if (name == "lon") return has_lon = true, number(out.lon, -180, 180), true;
    if (name == "accuracy_m") return optional_number(out.accuracy_m, 0);
    if (name == "altitude_m") return optional_number(out.altitude_m, -kAnyNumber);
    if (name == "speed_mps") return optional_number(out.speed_mps, -kAnyNumber);
    if (name == "heading_deg") return optional_number(out.heading_deg, -kAnyNumber);
    if (name == "mock") return optional(out.mock, [&](bool& value) { return flag(value); }), true;
    return unknown("lat, lon, accuracy_m, altitude_m, speed_mps, heading_deg, mock");
  });
  if (draft_->faults.size() != faults) return false;
  if (!has_lat) fault_at("lat", "missing_field", "a position has lat and lon");
  if (!has_lon) fault_at("lon", "missing_field", "a position has lat and lon");
  if (has_lat && has_lon && out.lat == 0 && out.lon == 0) {
    fault("out_of_range", "0, 0 is what a device says that has no fix");
  }
  return draft_->faults.size() == faults;
}

void read_device(ItemReader& in, Device& out) {
  in.object([&](std::string_view name) {
    std::string* const field = name == "device_id" ? &out.device_id
                               : name == "name"    ? &out.name
                               : name == "type"    ? &out.type
                               : name == "browser" ? &out.browser
                               : name == "ip"      ? &out.ip
                                                   : nullptr;
    if (field == nullptr) return in.unknown("device_id, name, type, browser, ip");
    in.text(*field);
    return true;
  });
}

void read_place(ItemReader& in, Place& out) {
  constexpr std::array<std::string_view, 5> kFields{"place_id", "name", "lat", "lon", "radius_m"};
  std::array<bool, kFields.size()> there{};
  in.object([&](std::string_view name) {
    const auto at = std::find(kFields.begin(), kFields.end(), name);
    if (at == kFields.end()) return false;
    there[static_cast<std::size_t>(at - kFields.begin())] = true;
    SubjectId id;  // the shape of an id of the directory
    if (name == "place_id" && in.subject(id)) out.place_id = PlaceId{id.view()};
    if (name == "name") in.text(out.name);
    if (name == "lat") in.number(out.lat, -90, 90);
    if (name == "lon") in.number(out.lon, -180, 180);
    if (name == "radius_m" && in.number(out.radius_m, 0, kMaxRadiusM) && out.radius_m == 0) {
      in.fault("out_of_range", "must be more than 0");
    }
    return true;
  });
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (!there[i]) in.fault_at(kFields[i], "missing_field", "a place has place_id, name, lat, lon and radius_m");
  }
  if (there[2] && there[3] && out.lat == 0 && out.lon == 0) in.fault_at("lat", "out_of_range", "0, 0 is no place");
}

void read_labels(ItemReader& in, std::map<std::string, std::string>& out) {
  in.object([&](std::string_view name) {
    std::string value;
    if (name.empty() || name.size() > kMaxLabelName) {
      return in.wrong("out_of_range", "the name of a label has 1 to 64 bytes"), true;
    }
    if (in.text(value)) out.emplace(name, std::move(value));
    return true;
  });
  if (out.size() > kMaxLabels) in.fault("out_of_range", "at most 16 labels");
}

void read_policy(ItemReader& in, Policy& out) {
  in.object([&](std::string_view name) {
    bool known = false;
    visit_policy_fields(out, [&](const PolicyField& field, auto& value) {
      if (field.name != name) return;
      known = true;
      using T = std::decay_t<decltype(value)>;
      if constexpr (std::is_same_v<T, std::optional<Duration>>) {
        in.optional(value, [&](Duration& d) { return in.seconds(d, field.least, field.most); });
      } else if constexpr (std::is_same_v<T, std::optional<double>>) {
        in.optional(value, [&](double& d) { return in.number(d, 0, kAnyNumber); });
      } else if constexpr (std::is_same_v<T, std::optional<std::uint32_t>>) {
        in.optional(value, [&](std::uint32_t& n) { return in.count(n, kMaxLimit); });
      } else if constexpr (std::is_same_v<T, bool>) {
        in.flag(value);
      } else {
        in.word(value);
      }
    });
    return known;
  });
}

}  // namespace muster::ingest
