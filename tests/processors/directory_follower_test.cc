#include "processors/directory_follower.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>

#include "ingest/log/memory_log.h"
#include "tests/processors/directory_world.h"
#include "tests/support/stories.h"

namespace muster::processors {
namespace {

using namespace std::chrono_literals;

constexpr const char* kSite = R"({"lat":48.1,"lon":11.5,"name":"Site","radius_m":50})";

struct FollowerWorld {
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log({.partitions = 2});
  Directory directory;
  Progress progress{2};
  DirectoryFollower follower{*log, directory, progress};

  log::Position put(log::Partition partition, std::string key, std::optional<std::string> value) {
    std::vector<log::Record> batch{{Topic::directory, partition, std::move(key), std::move(value), from_ms(0), {}}};
    return *log::append_and_wait(*log, std::move(batch)).front();
  }
  log::Position put_place(log::Partition partition, const std::string& id, const char* record = kSite) {
    return put_record(partition, DirectoryType::place, id, record);
  }
  log::Position put_record(log::Partition partition, DirectoryType type, const std::string& id, const char* record) {
    Event event;
    event.env.id = EventId("e-" + id);
    event.env.source = "test";
    event.env.tenant = Tenant("default");
    event.env.subject = SubjectId(id);
    event.env.time = event.env.ingesttime = stories::at("08:00");
    event.data = DirectoryChange{type, id, record};
    return put(partition, record_key(event), stories::copy_of(event).record);
  }
  bool knows(const std::string& id) const {
    return directory.find(Tenant("default"), DirectoryType::place, id).has_value();
  }
};

TEST(DirectoryFollower, AppliesAllPartitionsFromTheStart) {
  FollowerWorld world;
  world.put(0, "_muster/cluster", "{}");
  world.put_place(0, "a");
  const log::Position last = world.put_place(1, "b");
  EXPECT_FALSE(world.follower.caught_up());
  EXPECT_EQ(world.follower.work(), 3u);
  EXPECT_TRUE(world.follower.caught_up());
  EXPECT_TRUE(world.knows("a"));
  EXPECT_TRUE(world.knows("b"));
  EXPECT_EQ(world.directory.size(), 2u);
  EXPECT_EQ(world.follower.refused(), 0u);
  EXPECT_TRUE(world.progress.reached({last}));
}

TEST(DirectoryFollower, KnowsTheStandingOfSubjects) {
  FollowerWorld world;
  world.put_record(0, DirectoryType::subject, "u-1", R"({"department":"north/day","login":"ada","role":"supervisor"})");
  world.put_place(0, "u-2");
  world.follower.work();
  const auto standing = world.directory.standing_of(Tenant("default"), SubjectId("u-1"));
  ASSERT_TRUE(standing);
  EXPECT_EQ(standing->role, "supervisor");
  EXPECT_EQ(standing->department, "north/day");
  EXPECT_EQ(standing->login, "ada");
  EXPECT_FALSE(world.directory.standing_of(Tenant("default"), SubjectId("u-2")));
  EXPECT_FALSE(world.directory.standing_of(Tenant("other"), SubjectId("u-1")));
}

TEST(DirectoryFollower, ARecordOutOfItsBoundsIsNone) {
  FollowerWorld world;
  world.put_place(0, "a");
  world.follower.work();
  world.put_place(0, "a", R"({"lat":48.1,"lon":11.5,"name":"Site","radius_m":-1})");
  world.put_place(0, "b", R"({"name":"Nowhere"})");
  world.follower.work();
  EXPECT_EQ(world.follower.refused(), 2u);
  EXPECT_TRUE(world.knows("a")) << "as it was";
  EXPECT_FALSE(world.knows("b"));
}

TEST(DirectoryFollower, ATombstoneDeletes) {
  FollowerWorld world;
  world.put_place(0, "a");
  world.follower.work();
  world.put(0, "default/place/a", std::nullopt);
  world.follower.work();
  EXPECT_FALSE(world.knows("a"));
}

TEST(DirectoryFollower, WhatIsNoRecordIsSkippedAndCounted) {
  FollowerWorld world;
  world.put(0, "default/place/a", "not JSON");
  const log::Position last = world.put_place(0, "b");
  world.follower.work();
  EXPECT_EQ(world.follower.refused(), 1u);
  EXPECT_TRUE(world.knows("b"));
  EXPECT_TRUE(world.progress.reached({last}));
}

TEST(DirectoryFollower, WhatHasNoRoomIsToldAndHoldsUpItsPartition) {
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log({.partitions = 1});
  Directory small(600);
  Progress progress{1};
  DirectoryFollower follower{*log, small, progress};
  const auto put = [&](DirectoryType type, const std::string& id, const std::string& record) {
    std::vector<log::Record> batch{{Topic::directory, 0, record_key(change_of(kTenant, type, id, record)),
                                    encode(change_of(kTenant, type, id, record)), from_ms(0), {}}};
    return *log::append_and_wait(*log, std::move(batch)).front();
  };
  put(DirectoryType::place, "a", kSite);
  const auto large = put(DirectoryType::subject, "b", fmt::format(R"({{"first_name":"{}","last_name":"{}"}})", std::string(250, 'x'), std::string(250, 'y')));
  put(DirectoryType::place, "c", kSite);
  for (int round = 0; round < 2; ++round) {
    follower.work();
    ASSERT_TRUE(follower.error());
    EXPECT_EQ(follower.error()->code, "directory_full");
    EXPECT_FALSE(follower.caught_up());
    EXPECT_EQ(progress.next(Topic::directory, 0), large.offset);
    EXPECT_EQ(small.size(), 1u);
  }
  EXPECT_EQ(follower.refused(), 0u);
}

TEST(DirectoryFollower, ALogThatIsAwayIsToldAndWaitedFor) {
  FollowerWorld world;
  world.put_place(0, "a");
  world.log->set_available(false);
  EXPECT_EQ(world.follower.work(), 0u);
  ASSERT_TRUE(world.follower.error());
  EXPECT_EQ(world.follower.error()->code, "log_unavailable");
  EXPECT_FALSE(world.follower.caught_up());
  world.log->set_available(true);
  world.follower.work();
  EXPECT_FALSE(world.follower.error());
  EXPECT_TRUE(world.knows("a"));
}

TEST(DirectoryFollower, OnItsThreadWhoWroteCanWaitToReadIt) {
  FollowerWorld world;
  world.follower.start();
  for (int i = 0; i < 20; ++i) {
    const std::string id = fmt::format("p{}", i);
    const log::Position position = world.put_place(static_cast<log::Partition>(i % 2), id);
    std::promise<bool> seen;
    world.progress.wait({position}, 1h, [&](bool in_time) { seen.set_value(in_time); });
    auto answer = seen.get_future();
    ASSERT_EQ(answer.wait_for(20s), std::future_status::ready);
    EXPECT_TRUE(world.knows(id));
  }
  world.follower.stop();
}

}  // namespace
}  // namespace muster::processors
