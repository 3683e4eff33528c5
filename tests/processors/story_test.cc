// The stories of docs/semantics.md, told to the engine: as they stand, backwards, twice, and with each event late.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "tests/processors/story_lines.h"
#include "tests/support/story_files.h"

namespace muster::processors {
namespace {

using reference::Copy;
using stories::Answers;
using stories::Story;

class Stories : public ::testing::TestWithParam<Story> {};

// What is marked last, of all subjects.
std::string marks_by_the_rules(const std::vector<Copy>& given, Timestamp as_of) {
  std::map<SubjectId, std::vector<Copy>> by_subject;
  for (const Copy& copy : given) by_subject[copy.event.env.subject].push_back(copy);
  std::set<std::string> lines;
  for (const auto& [subject, copies] : by_subject) {
    std::istringstream marks(marks_of(reference::fold(copies, as_of)));
    for (std::string line; std::getline(marks, line);) lines.insert(line);
  }
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

// Those that are late come once all others are in the store.
void expect_as_told(const Story& story, const std::vector<Copy>& given, const std::vector<Copy>& copies,
                    const std::vector<Copy>& late = {}) {
  EngineWorld world(1);  // a checkpoint after each event
  world.feed(copies, 1, story.expected.back().as_of);
  if (!late.empty()) world.feed(late, 1, story.expected.back().as_of);
  for (const Answers& expected : story.expected) {
    EXPECT_EQ(difference(expected, answers_of(world, expected)), "") << "as of " << stories::story_clock(expected.as_of);
  }
  EXPECT_EQ(marks_by_the_rules(given, story.expected.back().as_of), marks_of(world, Tenant{"default"}));
  EventSet set{given, {kEndOfTime - Duration{1}}};
  const std::string outcomes = "\n" + outcomes_of(world) + copies_of(world, set) + signs_of(world, set);
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (story.outcomes[i].empty()) continue;
    const std::string expected = stories::outcome_line(given[i].event, story.outcomes[i]);
    EXPECT_NE(outcomes.find("\n" + expected + "\n"), std::string::npos) << expected;
  }
}

TEST_P(Stories, AsTheEngineTellsThem) {
  const Story& story = GetParam();
  ASSERT_FALSE(story.expected.empty());
  const std::vector<Copy> given = stories::tell(story.given);
  SCOPED_TRACE(stories::to_text(given));
  expect_as_told(story, given, given);
  std::vector<Copy> backwards(given.rbegin(), given.rend());
  expect_as_told(story, given, backwards);
  backwards.insert(backwards.end(), given.begin(), given.end());
  expect_as_told(story, given, backwards);
}

TEST_P(Stories, AsTheEngineTellsThemWhereOneIsLate) {
  const Story& story = GetParam();
  const std::vector<Copy> given = stories::tell(story.given);
  for (std::size_t i = 0; i < given.size(); ++i) {
    SCOPED_TRACE(given[i].record);
    std::vector<Copy> others = given;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    expect_as_told(story, given, others, {given[i]});
  }
}

INSTANTIATE_TEST_SUITE_P(Engine, Stories, ::testing::ValuesIn(stories::read_stories()),
                         [](const auto& test) { return "Story" + test.param.name; });

}  // namespace
}  // namespace muster::processors
