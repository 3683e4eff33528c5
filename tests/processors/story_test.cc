// The stories of docs/semantics.md, told to the engine: as they stand, backwards and twice.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "projections/codec.h"
#include "projections/flags.h"
#include "projections/index_keys.h"
#include "projections/queries.h"
#include "tests/processors/engine_world.h"
#include "tests/support/story_files.h"

namespace muster::processors {
namespace {

namespace keys = projections::keys;
using projections::Family;
using reference::Copy;
using stories::Story;
using stories::story_clock;

class Stories : public ::testing::TestWithParam<Story> {};

using Lines = std::vector<std::string>;

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string spans(const std::vector<projections::Interval>& all) {
  std::string out;
  for (const auto& i : all) out += fmt::format(" {}-{}", story_clock(i.start), story_clock(i.end));
  return out;
}

struct Told {
  Lines rows, activities, flags, reviews;
};

void tell_session(const projections::ShownSession& s, Timestamp as_of, Told& told) {
  const projections::SessionRow& row = s.stored.row;
  told.rows.push_back(fmt::format("{} {} {} {}-{} |{}", row.id.str(), name_of(s.view.status),
                                  s.view.end_reason ? name_of(*s.view.end_reason) : "none",
                                  story_clock(s.view.started_at),
                                  s.view.ended_at ? story_clock(*s.view.ended_at) : "", spans(s.view.counted)));
  told.reviews.push_back(row.id.str() + " " + name_of(s.view.review));
  for (const auto& flag : s.view.flags) {
    told.flags.push_back(row.id.str() + " " + name_of(flag.name) + " " + story_clock(flag.since));
  }
  for (const auto& [activity, components] : s.vouched.by_activity) {
    const auto time = projections::presence_in(projections::presence(row, s.vouched.all), components);
    told.activities.push_back(row.id.str() + " " + activity +
                              spans(projections::cut_to(time, projections::kBeginning, as_of)));
  }
}

Told told_by(const EngineWorld& world, Timestamp as_of) {
  Told told;
  const auto reads = world.store->snapshot();
  reads->scan(Family::sessions, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view) {
    const auto scope = keys::parse_scope(key);
    const auto id = keys::parse_session(key.substr(scope->length));
    const auto shown = projections::show_session(*reads, scope->tenant, {0, scope->subject, *id}, as_of);
    if (shown) tell_session(*shown, as_of, told);
    return true;
  });
  return told;
}

// "e01 opened" of each check-in and check-out.
Lines outcomes_of(const EngineWorld& world) {
  Lines out;
  const auto reads = world.store->snapshot();
  reads->scan(Family::history, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view value) {
    const auto ref = keys::parse_event(key.substr(keys::parse_scope(key)->length));
    out.push_back(ref->id.str() + " " + name_of(projections::decode_history(value)->outcome));
    return true;
  });
  return out;
}

void expect_as_told(const Story& story, const std::vector<Copy>& given, const std::vector<Copy>& copies) {
  EngineWorld world(1);  // a checkpoint after each event
  world.feed(copies, 1, story.as_of);
  const Told told = told_by(world, story.as_of);
  EXPECT_EQ(sorted(told.rows), sorted(story.rows));
  EXPECT_EQ(sorted(told.flags), sorted(story.flags));
  if (!story.reviews.empty()) {
    EXPECT_EQ(sorted(told.reviews), sorted(story.reviews));
  }
  EXPECT_EQ(sorted(told.activities), sorted(story.activities));
  const Lines outcomes = outcomes_of(world);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const EventType type = event_type(given[i].event.data);
    if (type != EventType::checkin && type != EventType::checkout) continue;
    if (story.outcomes[i].empty()) continue;
    const std::string expected = given[i].event.env.id.str() + " " + story.outcomes[i];
    EXPECT_NE(std::find(outcomes.begin(), outcomes.end(), expected), outcomes.end()) << expected;
  }
}

TEST_P(Stories, AsTheEngineTellsThem) {
  const Story& story = GetParam();
  const std::vector<Copy> given = stories::tell(story.given);
  SCOPED_TRACE(stories::to_text(given));
  expect_as_told(story, given, given);
  std::vector<Copy> backwards(given.rbegin(), given.rend());
  expect_as_told(story, given, backwards);
  backwards.insert(backwards.end(), given.begin(), given.end());
  expect_as_told(story, given, backwards);
}

INSTANTIATE_TEST_SUITE_P(Engine, Stories, ::testing::ValuesIn(stories::read_stories()),
                         [](const auto& test) { return "Story" + test.param.name; });

}  // namespace
}  // namespace muster::processors
