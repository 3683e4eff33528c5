// What a set of events comes to, as text that the reference and the engine tell alike: for the law tests.
#pragma once

#include <optional>
#include <string>

#include "tests/processors/engine_world.h"
#include "tests/support/generators.h"
#include "tests/support/reference_fold.h"

namespace muster::processors {

using generators::EventSet;

std::string text_of(std::optional<Timestamp> t);

std::string sessions_of(const reference::SubjectAnswer& answer);
std::string sessions_of(const EngineWorld& world, Timestamp as_of);
std::string hours_of(const reference::SubjectAnswer& answer);
std::string hours_of(const EngineWorld& world, const EventSet& set, Timestamp as_of);
// Of lifecycle events, without their copies.
std::string outcomes_of(const reference::SubjectAnswer& answer);
std::string outcomes_of(const EngineWorld& world);
// Of their copies: those that are not the event.
std::string copies_of(const reference::SubjectAnswer& answer);
std::string copies_of(const EngineWorld& world, const EventSet& set);
// What became of pings and locations, which nothing stores.
std::string signs_of(const EventSet& set);
std::string signs_of(const EngineWorld& world, const EventSet& set);
// Which lists by flag and of reviews a session stands in, and which it should.
std::string marks_of(const reference::SubjectAnswer& answer);
std::string marks_of(const EngineWorld& world, const Tenant& tenant);

}  // namespace muster::processors
