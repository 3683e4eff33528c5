// The fixes of one subject on their way into the trail. One thread.
#pragma once

#include "processors/subject.h"

namespace muster::processors {

void note_location(Subject& s, const Envelope& env, const Location& location);

// A check-in's outcome became another one: its fix stands in the trail while it refreshes.
void note_refresh(Subject& s, const Event& event, projections::Outcome was, projections::Outcome is);

}  // namespace muster::processors
