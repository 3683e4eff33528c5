// PUT /test/clock, where --test-clock was given. Any thread.
#pragma once

#include "api/http/router.h"
#include "deploy/muster/clocks.h"

namespace muster::deploy {

// {"now": TIME} or {"advance_s": SECONDS}; answers {"now": TIME}. `clock` outlives the router.
void add_test_clock(http::Router& router, SettableWallClock& clock);

}  // namespace muster::deploy
