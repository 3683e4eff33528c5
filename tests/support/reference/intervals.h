// Sets of half-open intervals.
#pragma once

#include "tests/support/reference/answer.h"

namespace muster::reference {

Intervals unite(Intervals any);  // any order, overlapping, touching or empty
Intervals intersect(const Intervals& a, const Intervals& b);
Intervals clip(const Intervals& a, Timestamp from, Timestamp to);
Duration length(const Intervals& a);
bool covers(const Intervals& a, Timestamp t);

}  // namespace muster::reference
