// The places around a point, by cells of a grid: what lies far away is not looked at. Any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "processors/directory.h"

namespace muster::processors {

struct NearPlace {
  DirectoryEntry entry;
  std::int64_t distance_cm = 0;  // geodesic, from the point to the place's own
};

inline constexpr double kFarthestM = 1'000'000;

// At most `most` (at least 1) places within `radius_m` (at most kFarthestM) of the point, the nearest first, at equal distance
// by id. Places that are written meanwhile may be missing.
std::vector<NearPlace> nearby(const Directory& directory, const Tenant& tenant, double lat, double lon,
                              double radius_m, std::size_t most);

}  // namespace muster::processors
