// Pure rules over events that the door and the task share: identity, order, clock (docs/semantics.md,
// Identity, Clock, Order). Any thread.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "schemas/event.h"
#include "schemas/result.h"

namespace muster {

// How far the wall may be off, and how late an event may come.
struct ClockLimits {
  Duration future{std::chrono::minutes{2}};
  Duration horizon{std::chrono::hours{24 * 400}};
};

// future_event, too_old, ends_after_amendment (all `refused`, where = pointer of the field).
// Called at the door (refuses the item) and by the task (quarantines the record).
Status check_clock(const Event& event, const ClockLimits& limits = {});

// Lifecycle events are check-ins, check-outs, amendments and reviews.
bool is_lifecycle(const EventData& data);

}  // namespace muster
