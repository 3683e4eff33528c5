// MUSTER_CRASH_AT=NAME[:N]: ends the process by SIGKILL when the moment NAME comes for the Nth time
// (default 1). A hook for crash tests; without the variable it does not exist. Any thread.
#pragma once

#include "processors/crash_points.h"

namespace muster::deploy {

// Names: those of processors/crash_points.h, and after_append (the log has it, nobody is told yet).
inline constexpr const char* kAfterAppend = "after_append";

// Empty where the variable is not set.
processors::ReachedHook crash_hook();

}  // namespace muster::deploy
