// Stories as files (tests/stories/README.md says how they read): what the tests of the reference fold
// and of the engine expect, and what the pictures of docs/semantics.md are drawn from.
// A file that reads otherwise is a bug: it aborts. Any thread.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/reference_hours.h"
#include "tests/support/stories.h"

namespace muster::stories {

// What is there as of one time: lines as the files have them, without the first word, in any order.
struct Answers {
  Timestamp as_of{};
  std::vector<std::string> rows, activities, flags;
  std::vector<std::string> shown, fixes, reviews, hours, quarters, crowds;  // expected: empty is not asked
};

struct Story {
  std::string name;  // of the file, without folder and ending, in letters and digits
  std::vector<Told> given;
  std::vector<std::string> outcomes;  // of each of `given`, as it stands; empty: not asked
  std::vector<Answers> expected;
};

std::vector<Story> read_stories();  // by name of the file
Story story_of(std::istream& in);

void PrintTo(const Story& story, std::ostream* out);  // for GoogleTest

// Where what was told is not what was expected; empty where it is. Of a line `shown` only the fields
// that are expected are looked at; of fixes, whether those that are expected are there.
std::string difference(const Answers& expected, const Answers& told);

// The questions that `hours` lines ask: zone, and by what.
std::set<std::pair<std::string, reference::GroupBy>> hours_asked(const Answers& expected);

// How both sides write it.
std::string story_clock(Timestamp t);  // of the story's Monday without a date, else as 03-03 08:00
std::string story_name(const SubjectId& subject, const SessionId& session);  // a; of others than ann bob/a
std::string outcome_line(const Event& event, std::string_view outcome);
std::string hours_line(const std::string& zone, const std::string& label, Duration time);

// One line of `shown`: the session, and what is known of it as name=word; what is not there is left out.
struct ShownLine {
  std::string text;
  void add(std::string_view name, std::string_view word);
  void add(std::string_view name, std::optional<Timestamp> t);
};

struct QuarterLine {
  Timestamp quarter{};
  Kind kind;
  PlaceId place;
  std::uint64_t started = 0, in = 0;
  Duration counted{};
  std::map<std::string, std::uint64_t> ended;  // by reason
};
std::string text_of(const QuarterLine& line);

// Distinct subjects of a `quarter` or `hour`; `kind` and `place` are * where any will do.
std::string crowd_line(std::string_view step, Timestamp start, std::string_view kind, std::string_view place,
                       std::uint64_t subjects);

}  // namespace muster::stories
