#include "processors/directory_nearby.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "projections/places.h"

namespace muster::processors {
namespace {

constexpr double kFirstRadiusM = 1'000;
// The least metres of a degree along a meridian are 110,574 at the equator, along the equator 111,319.
constexpr double kMetresOfADegree = 110'500;
constexpr double kMargin = 1.01;  // the earth is no sphere

double radians(double degrees) { return degrees * std::numbers::pi / 180; }
double degrees(double radians) { return radians * 180 / std::numbers::pi; }

struct Box {
  std::uint32_t first_band = 0, last_band = 0;
  // Two where it lies across the line at which longitudes turn.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> columns;
};

// Holds every point within `radius_m`.
Box box_around(double lat, double lon, double radius_m) {
  const double reach = radius_m / kMetresOfADegree * kMargin;
  Box box{band_of(lat - reach), band_of(lat + reach), {}};
  const double sine = std::sin(radians(reach)) / std::cos(radians(lat));
  if (std::abs(lat) + reach >= 90 || sine >= 1) {  // around a pole
    box.columns = {{0, kCells - 1}};
    return box;
  }
  const double aside = degrees(std::asin(sine)) * kMargin;
  const double west = lon - aside;
  const double east = lon + aside;
  box.columns = {{column_of(west), column_of(east)}};
  if (west < -180) box.columns.emplace_back(column_of(west + 360), kCells - 1);
  if (east > 180) box.columns.emplace_back(0, column_of(east - 360));
  return box;
}

struct Found {
  std::int64_t distance_cm = 0;
  std::string id;
  friend auto operator<=>(const Found&, const Found&) = default;
};

std::vector<Found> within(const Directory& directory, const Tenant& tenant, double lat, double lon, double radius_m) {
  std::vector<Found> found;
  const std::int64_t farthest = projections::whole_cm(radius_m);
  const Box box = box_around(lat, lon, radius_m);
  for (std::uint32_t band = box.first_band; band <= box.last_band; ++band) {
    for (const auto& [first, last] : box.columns) {
      const auto ids = directory.ids_with(tenant, DirectoryType::place, cell_range(band, first, last),
                                          std::numeric_limits<std::size_t>::max());
      for (const std::string& id : *ids) {
        const auto place = directory.place(tenant, id);
        if (!place) continue;
        const std::int64_t distance = projections::distance_cm(lat, lon, place->lat, place->lon);
        if (distance <= farthest) found.push_back({distance, id});
      }
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());  // columns that overlap
  return found;
}

}  // namespace

std::vector<NearPlace> nearby(const Directory& directory, const Tenant& tenant, double lat, double lon,
                              double radius_m, std::size_t most) {
  std::vector<Found> found;
  // Further out only while there are too few.
  for (double radius = std::min(kFirstRadiusM, radius_m);; radius = std::min(2 * radius, radius_m)) {
    found = within(directory, tenant, lat, lon, radius);
    if (found.size() >= most || radius >= radius_m) break;
  }
  std::vector<NearPlace> places;
  for (const Found& at : found) {
    if (places.size() == most) break;
    auto entry = directory.find(tenant, DirectoryType::place, at.id);
    if (entry) places.push_back({std::move(*entry), at.distance_cm});
  }
  return places;
}

}  // namespace muster::processors
