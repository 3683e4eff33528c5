// Where somebody was, seen from a place (docs/semantics.md, Places). Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "schemas/event.h"

namespace muster::projections {

enum class Verdict : std::uint8_t { inside, outside, uncertain };

struct PlaceCheck {
  std::int64_t distance_cm = 0;
  Verdict verdict = Verdict::uncertain;
  friend bool operator==(const PlaceCheck&, const PlaceCheck&) = default;
};

// Half a centimetre rounds up.
std::int64_t whole_cm(double metres);
// Geodesic distance on WGS84 in whole centimetres; half a centimetre rounds up.
std::int64_t distance_cm(double lat1, double lon1, double lat2, double lon2);

// `accuracy_max_m`: as the session's policy has it; a fix that is less accurate is uncertain.
PlaceCheck check_place(const Place& place, const Position& position,
                       std::optional<double> accuracy_max_m);

const char* name_of(Verdict v);

}  // namespace muster::projections
