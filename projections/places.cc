#include "projections/places.h"

#include <GeographicLib/Geodesic.hpp>
#include <algorithm>
#include <cmath>

namespace muster::projections {
namespace {

constexpr double kLongestMetres = 1e9;  // beyond any two points on earth; keeps the integers small

Verdict judge(std::int64_t distance, std::int64_t accuracy, std::int64_t radius) {
  if (distance + accuracy <= radius) return Verdict::inside;
  if (distance - accuracy > radius) return Verdict::outside;
  return Verdict::uncertain;
}

}  // namespace

std::int64_t whole_cm(double metres) {
  return static_cast<std::int64_t>(std::floor(std::min(metres, kLongestMetres) * 100.0 + 0.5));
}

std::int64_t distance_cm(double lat1, double lon1, double lat2, double lon2) {
  double metres = 0;
  GeographicLib::Geodesic::WGS84().Inverse(lat1, lon1, lat2, lon2, metres);
  return whole_cm(metres);
}

PlaceCheck check_place(const Place& place, const Position& position,
                       std::optional<double> accuracy_max_m) {
  PlaceCheck check;
  check.distance_cm = distance_cm(place.lat, place.lon, position.lat, position.lon);
  const std::optional<double>& accuracy = position.accuracy_m;
  if (!accuracy || (accuracy_max_m && *accuracy > *accuracy_max_m)) return check;
  check.verdict = judge(check.distance_cm, whole_cm(*accuracy), whole_cm(place.radius_m));
  return check;
}

const char* name_of(Verdict v) {
  switch (v) {
    case Verdict::inside: return "inside";
    case Verdict::outside: return "outside";
    case Verdict::uncertain: return "uncertain";
  }
  return "";
}

}  // namespace muster::projections
