// What must hold after a simulation. Empty: it holds; else what differs, for a person.
#pragma once

#include <string>

#include "tests/sim/simulation.h"

namespace muster::sim {

// Rows, indexes and rollups are byte for byte those of a clean pass of the same events.
std::string rows_as_clean(const Simulation& simulation);

// The store proves itself (processors/verify.h).
std::string proves_itself(const Simulation& simulation);

// Sessions show what the reference fold answers.
std::string sessions_as_told(const Simulation& simulation);

// The last announcement of each session is its row; of what is no session, a tombstone or none.
std::string announced_as_stored(Simulation& simulation);

}  // namespace muster::sim
