// What several events hold: where a subject was, the place meant, the device used. Plain values; any
// thread.
#pragma once

#include <optional>
#include <string>

#include "schemas/named.h"

namespace muster {

struct Position {
  double lat = 0;  // [-90, 90], never (0, 0) together with lon, never NaN
  double lon = 0;  // [-180, 180]
  std::optional<double> accuracy_m;  // >= 0
  std::optional<double> altitude_m;
  std::optional<double> speed_mps;
  std::optional<double> heading_deg;
  std::optional<bool> mock;
  friend bool operator==(const Position&, const Position&) = default;
};

struct Place {  // as it was believed at the door
  PlaceId place_id;
  std::string name;
  double lat = 0;
  double lon = 0;
  double radius_m = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Device {
  std::string device_id, name, type, browser, ip;
  friend bool operator==(const Device&, const Device&) = default;
};

}  // namespace muster
