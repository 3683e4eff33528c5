// Events as the file of a story (tests/stories/README.md), so that what a test found can be put there as it
// is printed; and fewer of them that still show it. Pure; any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/stories.h"

namespace muster::stories {

// Reads back as the same events. What a story can't say (another tenant, a review's note) is left out.
std::string to_story(const std::vector<Copy>& copies);

// Leaves out one event after the other, as long as the rest still fails.
std::vector<Copy> shrunk(std::vector<Copy> copies, const std::function<bool(const std::vector<Copy>&)>& fails);

}  // namespace muster::stories
