// Stories as files (tests/stories/README.md says how they read): what the tests of the reference fold
// and of the engine expect, and what the pictures of docs/semantics.md are drawn from.
// A file that reads otherwise is a bug: it aborts. Any thread.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "tests/support/stories.h"

namespace muster::stories {

struct Story {
  std::string name;  // of the file, without folder and ending, in letters and digits
  std::vector<Told> given;
  std::vector<std::string> outcomes;  // of each of `given`, as it stands; empty: not asked
  Timestamp as_of{};
  // In any order, as the files have them, without the first word.
  std::vector<std::string> rows, activities, flags, reviews, hours;  // reviews: empty: not asked
};

std::vector<Story> read_stories();  // by name of the file

void PrintTo(const Story& story, std::ostream* out);  // for GoogleTest

// Times as the files have them: of the story's Monday without a date, else as 03-03 08:00.
std::string story_clock(Timestamp t);

}  // namespace muster::stories
