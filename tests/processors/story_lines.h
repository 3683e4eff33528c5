// What an engine answers, in the words of stories (tests/stories/README.md).
#pragma once

#include "tests/processors/law_lines.h"
#include "tests/support/reference_rollup.h"
#include "tests/support/story_files.h"

namespace muster::processors {

// Hours only where they are asked for.
stories::Answers answers_of(const EngineWorld& world, const stories::Answers& expected);

}  // namespace muster::processors
