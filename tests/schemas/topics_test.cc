#include "schemas/topics.h"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(Topics, TheTableIsIndexedByTheEnum) {
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    EXPECT_EQ(all_topics()[i].topic, static_cast<Topic>(i));
    EXPECT_EQ(topic_by_name(all_topics()[i].name), static_cast<Topic>(i));
  }
  EXPECT_FALSE(topic_by_name("muster.checkins"));
}

TEST(Topics, WhatIsKeptHowLong) {
  EXPECT_TRUE(spec(Topic::directory).compacted);
  EXPECT_TRUE(spec(Topic::sessions).compacted);
  EXPECT_EQ(spec(Topic::pings).retention, std::chrono::hours{24 * 400});
  EXPECT_EQ(spec(Topic::locations).retention, std::chrono::hours{24 * 400});
  EXPECT_EQ(spec(Topic::quarantine).retention, std::chrono::hours{24 * 90});
  EXPECT_FALSE(spec(Topic::checkins).retention);
  EXPECT_FALSE(spec(Topic::checkouts).retention);
  EXPECT_FALSE(spec(Topic::corrections).retention);
  EXPECT_FALSE(spec(Topic::audit).retention);
}

TEST(Topics, EventsGoToTheirTopics) {
  EXPECT_EQ(topic_of(CheckIn{}), Topic::checkins);
  EXPECT_EQ(topic_of(Ping{}), Topic::pings);
  EXPECT_EQ(topic_of(Location{}), Topic::locations);
  EXPECT_EQ(topic_of(CheckOut{}), Topic::checkouts);
  EXPECT_EQ(topic_of(Amendment{}), Topic::corrections);
  EXPECT_EQ(topic_of(Review{}), Topic::corrections);
  EXPECT_EQ(topic_of(DirectoryChange{}), Topic::directory);
  EXPECT_EQ(type_of(CheckOut{}), "muster.checkout.v1");
  EXPECT_EQ(type_of(DirectoryChange{DirectoryType::account, "a", "{}"}), "muster.account.v1");
}

TEST(Topics, RecordKeys) {
  Event event;
  event.env.tenant = Tenant{"default"};
  event.env.subject = SubjectId{"u/17"};
  event.data = Ping{};
  EXPECT_EQ(record_key(event), "default/u/17");
  event.data = DirectoryChange{DirectoryType::place, "41", "{}"};
  EXPECT_EQ(record_key(event), "default/place/41");
}

}  // namespace
}  // namespace muster
