// Distances on the ellipsoid in whole centimetres; half a centimetre rounds up.
#pragma once

#include <cstdint>

namespace muster::reference {

std::int64_t whole_cm(double metres);
std::int64_t distance_cm(double lat1, double lon1, double lat2, double lon2);

}  // namespace muster::reference
