// The stories of docs/semantics.md, told to the reference fold.
#include <fmt/core.h>

#include "tests/reference/cases.h"
#include "tests/support/reference/names.h"
#include "tests/support/reference_hours.h"
#include "tests/support/story_files.h"

namespace muster::stories {
namespace {

using namespace reference;

class Stories : public ::testing::TestWithParam<Story> {};

std::vector<std::string> sorted(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> activities_of(const SubjectAnswer& answer) {
  std::vector<std::string> out;
  for (const SessionAnswer& s : answer.sessions) {
    for (const auto& [activity, time] : s.counted_by_activity) {
      std::string line = s.id.str() + " " + activity;
      for (const Interval& i : time) line += fmt::format(" {}-{}", story_clock(i.start), story_clock(i.end));
      out.push_back(line);
    }
  }
  return out;
}

std::vector<std::string> hours_of(const SubjectAnswer& answer, const std::string& zone) {
  const HoursQuery query{zone, GroupBy::hour, Attribution::split, at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")};
  std::vector<std::string> out;
  for (const auto& [key, time] : hours(answer, query)) {
    if (!key.activity.empty()) continue;
    out.push_back(fmt::format("{} {} {} min", zone, key.label, time.count() / 60'000));
  }
  return out;
}

std::vector<std::string> reviews_of(const SubjectAnswer& answer) {
  std::vector<std::string> out;
  for (const SessionAnswer& s : answer.sessions) out.push_back(s.id.str() + " " + std::string(name(s.review)));
  return out;
}

// A ping or location is what it says: its history has no id.
std::string outcome_of(const Copy& copy, const std::string& outcome) {
  const std::string& time = story_clock(copy.event.env.time);
  if (std::holds_alternative<Ping>(copy.event.data)) return "ping " + time + " " + outcome;
  if (std::holds_alternative<Location>(copy.event.data)) return "location " + time + " " + outcome;
  return copy.event.env.id.str() + " " + outcome;
}

TEST_P(Stories, AsTheReferenceFoldTellsThem) {
  const Story& story = GetParam();
  const std::vector<Copy> copies = tell(story.given);
  const SubjectAnswer answer = fold(copies, story.as_of);
  SCOPED_TRACE(to_text(copies) + "\n" + to_text(answer));
  EXPECT_EQ(sorted(rows_of(answer)), sorted(story.rows));
  EXPECT_EQ(sorted(flags_of(answer)), sorted(story.flags));
  EXPECT_EQ(sorted(activities_of(answer)), sorted(story.activities));
  if (!story.reviews.empty()) {
    EXPECT_EQ(sorted(reviews_of(answer)), sorted(story.reviews));
  }
  const std::vector<std::string> outcomes = outcomes_of(answer);
  for (std::size_t i = 0; i < copies.size(); ++i) {
    if (story.outcomes[i].empty()) continue;
    const std::string expected = outcome_of(copies[i], story.outcomes[i]);
    EXPECT_NE(std::find(outcomes.begin(), outcomes.end(), expected), outcomes.end()) << expected;
  }
  if (!story.hours.empty()) {
    const std::string& first = story.hours.front();
    EXPECT_EQ(sorted(hours_of(answer, first.substr(0, first.find(' ')))), sorted(story.hours));
  }
}

INSTANTIATE_TEST_SUITE_P(Reference, Stories, ::testing::ValuesIn(read_stories()),
                         [](const auto& test) { return "Story" + test.param.name; });

}  // namespace
}  // namespace muster::stories
