// The random sets must meet everything that the document can say, often enough to be a test of it.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/generators.h"
#include "tests/support/reference/names.h"
#include "tests/support/story_files.h"
#include "tests/support/story_text.h"

namespace muster::generators {
namespace {

using namespace reference;

constexpr int kSets = 2000;

std::set<std::string> met_in(const EventSet& set) {
  std::set<std::string> met;
  for (const Timestamp as_of : set.moments) {
    const SubjectAnswer answer = fold(set.copies, as_of);
    for (const SessionAnswer& s : answer.sessions) {
      met.insert(fmt::format("status {}", name(s.status)));
      met.insert(fmt::format("reason {}", name(s.end_reason)));
      met.insert(fmt::format("review {}", name(s.review)));
      for (const Flag& f : s.flags) met.insert(fmt::format("flag {}", name(f.name)));
      for (const Fix& f : s.fixes) met.insert(fmt::format("verdict {}", name(f.verdict)));
      if (!s.aliases.empty()) met.insert("alias");
      if (s.counted.size() > 1) met.insert("gap");
      if (!s.counted_by_activity.empty()) met.insert("activity");
      if (s.amended_start) met.insert("amended start");
    }
    for (const HistoryLine& l : answer.history)
      met.insert(fmt::format("outcome {}", name(l.outcome)));
  }
  return met;
}

std::set<std::string> everything() {
  std::set<std::string> all{"alias", "gap", "activity", "amended start"};
  const auto add = [&]<class T>(T, std::string_view what, int count) {
    for (int i = 0; i < count; ++i) all.insert(fmt::format("{} {}", what, name(static_cast<T>(i))));
  };
  add(SessionStatus{}, "status", kStatuses);
  add(EndReason{}, "reason", kReasons);
  add(ReviewState{}, "review", kReviewStates);
  add(FlagName{}, "flag", kFlags);
  add(Verdict{}, "verdict", kVerdicts);
  add(Outcome{}, "outcome", kOutcomes);
  return all;
}

TEST(Generators, MeetEverythingInOneOfTwoHundredSets) {
  std::map<std::string, int> sets_with;
  for (int seed = 0; seed < kSets; ++seed) {
    for (const std::string& what : met_in(random_set(static_cast<std::uint64_t>(seed))))
      ++sets_with[what];
  }
  for (const std::string& what : everything()) {
    const double percent = 100.0 * sets_with[what] / kSets;
    EXPECT_GE(percent, 0.5) << what;
    RecordProperty(what, fmt::format("{:.2f} %", percent));
  }
}

// As they are printed where the law fails on them.
TEST(Generators, SetsReadBackAsStories) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const std::vector<Copy> copies = random_set(seed).copies;
    const std::string text = stories::to_story(copies);
    std::istringstream in(text);
    ASSERT_EQ(stories::tell(stories::story_of(in).given), copies) << text;
  }
}

TEST(Generators, WhatFailsShrinksToWhatMakesItFail) {
  const auto closes = [](const std::vector<Copy>& copies) {
    const SubjectAnswer answer = fold(copies, kEndOfTime - Duration{1});
    return std::any_of(answer.history.begin(), answer.history.end(),
                       [](const HistoryLine& l) { return l.outcome == Outcome::closed; });
  };
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::vector<Copy> copies = random_set(seed).copies;
    if (!closes(copies)) continue;
    ++tried;
    const auto least = stories::shrunk(copies, closes);
    EXPECT_EQ(least.size(), 2u) << stories::to_story(least);  // a check-in and a check-out
    EXPECT_TRUE(closes(least));
  }
  EXPECT_GT(tried, 10);
}

TEST(Generators, SameSeedSameBytes) {
  EXPECT_EQ(random_set(7).copies, random_set(7).copies);
  EXPECT_NE(random_set(7).copies, random_set(8).copies);
}

}  // namespace
}  // namespace muster::generators
