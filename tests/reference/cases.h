// Stories as a table: given events, expect rows, outcomes and flags in short text.
//
//   row      "a completed checkout 08:00-17:00 | 08:00-12:00 13:00-17:00"   (| counted time)
//   outcome  "e01 opened", "ping 08:01 counted"; in the order of the history
//   flag     "a long_running 20:00"
//
// Times without a date are of the story's Monday. An empty list is not asked about; kNone asks for
// an empty one.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/support/stories.h"

namespace muster::stories {

inline const std::vector<std::string> kNone{"none"};

struct Case {
  const char* name;      // of the test
  const char* sentence;  // of the document
  std::vector<Told> given;
  const char* as_of;
  std::vector<std::string> rows;
  std::vector<std::string> outcomes = {};
  std::vector<std::string> flags = {};
};

std::vector<std::string> rows_of(const reference::SubjectAnswer& answer);
std::vector<std::string> outcomes_of(const reference::SubjectAnswer& answer);
std::vector<std::string> flags_of(const reference::SubjectAnswer& answer);

void PrintTo(const Case& c, std::ostream* out);  // for GoogleTest

// Folds, compares, and prints the story with its rows where they differ.
void check(const Case& c);

// The same Told with its id set: a duplicate of an event that the story numbers otherwise.
inline Told with_id(Told told, std::string_view id) { return told.id(id); }

inline std::string case_name(const ::testing::TestParamInfo<Case>& info) { return info.param.name; }

}  // namespace muster::stories
