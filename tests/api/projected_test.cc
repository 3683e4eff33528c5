#include "api/projected.h"

#include <gtest/gtest.h>

#include <future>

#include "schemas/topics.h"
#include "tests/api/api_world.h"

namespace muster::api {
namespace {

using namespace stories;

using Filled = std::pair<bool, std::vector<ingest::ItemAnswer>>;

ingest::ItemAnswer item(const Told& told, std::int64_t offset) {
  ingest::ItemAnswer answer;
  answer.event = told.event;
  answer.position = log::Position{topic_of(told.event.data), 0, offset};
  return answer;
}

std::future<Filled> wait(ApiWorld& world, std::vector<ingest::ItemAnswer> items) {
  auto promise = std::make_shared<std::promise<Filled>>();
  world.api->projected()(Tenant{"default"}, std::move(items), std::chrono::seconds{5},
                         [promise](bool seen, std::vector<ingest::ItemAnswer> filled) {
                           promise->set_value({seen, std::move(filled)});
                         });
  return promise->get_future();
}

Filled get(std::future<Filled> answer) {
  EXPECT_EQ(answer.wait_for(std::chrono::seconds{10}), std::future_status::ready);
  return answer.get();
}

TEST(Projected, TellsOutcomesAndSessionsOnceTheyAreSeen) {
  ApiWorld world("12:00");
  const std::vector<Told> story{check_in("a", "worklog", at("08:00")).id("e1"), ping("a", at("09:00")).id("e2"),
                                ping("x", at("09:00")).id("e3"), check_out("a", at("10:00")).id("e4"),
                                ping("a", at("11:00")).id("e5")};
  std::vector<ingest::ItemAnswer> items;
  for (const Told& told : story) items.push_back(item(told, static_cast<std::int64_t>(items.size())));
  auto pending = wait(world, items);
  world.take_in(story);
  for (const Topic topic : {Topic::checkins, Topic::pings, Topic::checkouts}) world.progress.publish(topic, 0, 5);
  const auto [seen, filled] = get(std::move(pending));
  EXPECT_TRUE(seen);
  ASSERT_EQ(filled.size(), 5u);
  EXPECT_EQ(filled[0].outcome, "opened");
  EXPECT_EQ(filled[1].outcome, "counted");
  EXPECT_EQ(filled[2].outcome, "waiting");
  EXPECT_EQ(filled[3].outcome, "closed");
  EXPECT_EQ(filled[4].outcome, "ignored");
  EXPECT_EQ(nlohmann::json::parse(*filled[0].session)["status"], "completed");
  EXPECT_FALSE(filled[2].session.has_value());
}

TEST(Projected, OfTwoThatCameTogetherOneIsTheEvent) {
  ApiWorld world("12:00");
  const std::vector<Told> story{check_in("a", "worklog", at("08:00")).id("e1").notes("one"),
                                check_in("a", "worklog", at("08:00")).id("e1").notes("two")};
  auto pending = wait(world, {item(story[0], 0), item(story[1], 1)});
  world.take_in(story);
  world.progress.publish(Topic::checkins, 0, 2);
  const auto [seen, filled] = get(std::move(pending));
  EXPECT_TRUE(seen);
  ASSERT_EQ(filled.size(), 2u);
  EXPECT_EQ(filled[0].outcome, "opened");
  EXPECT_EQ(filled[1].outcome, "id_conflict");
}

TEST(Projected, WhatIsThereAlreadyIsTold) {
  ApiWorld world("12:00");
  const std::vector<Told> story{check_in("a", "worklog", at("08:00")).id("e1"), check_out("a", at("10:00")).id("e2"),
                                review("a", at("11:00"), Decision::approve).id("e3")};
  world.take_in(story);
  world.take_in(story);  // to the byte
  std::vector<ingest::ItemAnswer> first, again;
  for (std::size_t i = 0; i < story.size(); ++i) {
    first.push_back(item(story[i], static_cast<std::int64_t>(i)));
    again.push_back(item(story[i], static_cast<std::int64_t>(i + story.size())));
  }
  for (const Topic topic : {Topic::checkins, Topic::checkouts, Topic::corrections}) world.progress.publish(topic, 0, 6);
  const auto outcomes = [&](std::vector<ingest::ItemAnswer> items) {
    std::vector<std::string> told;
    for (const auto& filled : get(wait(world, std::move(items))).second) told.push_back(filled.outcome.value_or(""));
    return told;
  };
  EXPECT_EQ(outcomes(std::move(first)), (std::vector<std::string>{"opened", "closed", "applied"}));
  EXPECT_EQ(outcomes(std::move(again)), (std::vector<std::string>(3, "repeated")));
}

TEST(Projected, GivesUpAtTheDeadline) {
  ApiWorld world("12:00");
  auto pending = wait(world, {item(check_in("a", "worklog", at("08:00")).id("e1"), 0)});
  world.progress.expire(std::chrono::seconds{5});
  const auto [seen, filled] = get(std::move(pending));
  EXPECT_FALSE(seen);
  ASSERT_EQ(filled.size(), 1u);
  EXPECT_FALSE(filled[0].outcome.has_value());
}

// What its threads would have touched may be gone.
TEST(Projected, AtTheEndWhoCompletesAWaitAnswersItself) {
  ApiWorld world("12:00");
  const std::vector<Told> story{check_in("a", "worklog", at("08:00")).id("e1")};
  auto pending = wait(world, {item(story[0], 0)});
  world.take_in(story);
  world.api->end();
  world.progress.publish(Topic::checkins, 0, 1);
  ASSERT_EQ(pending.wait_for(std::chrono::seconds{0}), std::future_status::ready);
  const auto [seen, filled] = pending.get();
  EXPECT_FALSE(seen);
  EXPECT_FALSE(filled.front().outcome.has_value());
}

TEST(Projected, RefusedItemsArePassedThrough) {
  ApiWorld world("12:00");
  ingest::ItemAnswer refused;
  refused.problem = Error{"future_event", ErrorClass::refused, "/time", ""};
  const auto [seen, filled] = get(wait(world, {refused}));
  EXPECT_TRUE(seen);
  EXPECT_EQ(filled[0].problem->code, "future_event");
}

}  // namespace
}  // namespace muster::api
