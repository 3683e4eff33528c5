// How often this program has asked for memory, ever.
#pragma once

#include <cstddef>

namespace muster {

std::size_t allocations();

}  // namespace muster
