// A reader that ends where it is told, though the log goes on. Any thread makes one; used by one.
#pragma once

#include <memory>

#include "ingest/log/log.h"

namespace muster::log {

// Hands out what lies before `end`, and is at its end there. Not to be read on: what `inner` took from
// behind `end` is gone with it.
std::unique_ptr<Reader> read_until(std::unique_ptr<Reader> inner, Offset end);

}  // namespace muster::log
