// Copies of a store: what they hold, that damage is found, that they become a store again.
#include "projections/snapshot.h"

#include <fstream>

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/mention_keys.h"
#include "projections/row_check.h"
#include "projections/store_meta.h"
#include "tests/projections/sample_rows.h"
#include "tests/projections/temp_folder.h"
#include "tests/projections/world.h"

namespace muster::projections {
namespace {

namespace fs = std::filesystem;

class SnapshotTest : public ::testing::Test {
 protected:
  SnapshotTest() {
    auto opened = RocksStore::open({.folder = folder_.at("state"), .partitions = 2});
    store_ = std::move(opened).value();
    put(Family::meta, keys::kEpoch, "e-1");
    put(Family::meta, keys::next(Topic::checkins, 1), encode(NextOffset{7, 99}));
    put(Family::sessions, keys::session(keys::scope(0, Tenant{"acme"}, SubjectId{"ann"}), SessionId{"s"}), encode(samples::session()));
  }
  void put(Family f, std::string_view key, std::string_view value) {
    auto batch = store_->batch();
    batch->put(f, key, value);
    ASSERT_TRUE(store_->commit(std::move(batch)).ok());
  }
  fs::path at(const char* name) const { return folder_.at(name); }

  TempFolder folder_;
  std::unique_ptr<RocksStore> store_;
};

TEST_F(SnapshotTest, SaysWhatItHolds) {
  const auto made = make_snapshot(*store_, at("one"), kNow);
  ASSERT_TRUE(made.ok()) << made.error().hint;
  EXPECT_EQ(made->format, kStoreFormat);
  EXPECT_EQ(made->partitions, 2U);
  EXPECT_EQ(made->epoch, "e-1");
  EXPECT_EQ(made->created_at, kNow);
  EXPECT_EQ(made->offsets.at("muster.checkins.v1"), (std::vector<std::int64_t>{0, 7}));
  EXPECT_EQ(made->offsets.size(), kFoldedTopics.size());
  EXPECT_TRUE(made->files.contains("CURRENT"));
  EXPECT_GT(made->bytes(), 0U);
  EXPECT_EQ(*read_manifest(at("one")), *made);
  EXPECT_EQ(*check_snapshot(at("one")), *made);
  EXPECT_EQ(*check_snapshot(at("one")), *made);  // looking leaves it as it is
}

TEST_F(SnapshotTest, IsThereWholeOrNotAtAll) {
  fs::create_directories(at(".one.partial/state"));  // of a process that was killed
  ASSERT_TRUE(make_snapshot(*store_, at("one"), kNow).ok());
  EXPECT_FALSE(fs::exists(at(".one.partial")));
  EXPECT_EQ(make_snapshot(*store_, at("one"), kNow).error().code, "already_exists");
  std::ofstream(at("file")) << "x";
  EXPECT_EQ(make_snapshot(*store_, at("file/two"), kNow).error().code, "io_error");
  EXPECT_EQ(read_manifest(at("two")).error().code, "not_found");
}

TEST_F(SnapshotTest, BecomesAStoreAgainAndStaysASnapshot) {
  ASSERT_TRUE(make_snapshot(*store_, at("one"), kNow).ok());
  put(Family::meta, keys::next(Topic::checkins, 1), encode(NextOffset{8, 100}));
  store_.reset();
  ASSERT_TRUE(restore_snapshot(at("one"), at("again")).ok());
  {
    auto again = RocksStore::open({.folder = folder_.at("again"), .partitions = 2});
    ASSERT_TRUE(again.ok()) << again.error().hint;
    store_ = std::move(again).value();
    EXPECT_EQ(decode_next_offset(*store_->snapshot()->get(Family::meta, keys::next(Topic::checkins, 1)))->offset, 7);
    put(Family::meta, keys::next(Topic::checkins, 1), encode(NextOffset{9, 1}));
    store_.reset();
  }
  EXPECT_TRUE(check_snapshot(at("one")).ok());
}

// Each gives the numbers of its announcements anew.
TEST_F(SnapshotTest, EveryStateThatIsMadeOfItIsAnotherStore) {
  std::set<std::string> identities{store_->identity()};
  ASSERT_TRUE(make_snapshot(*store_, at("one"), kNow).ok());
  for (const char* name : {"again", "once more"}) {
    ASSERT_TRUE(restore_snapshot(at("one"), at(name)).ok());
    const auto restored = RocksStore::open({.folder = folder_.at(name), .partitions = 2});
    ASSERT_TRUE(restored.ok()) << restored.error().hint;
    identities.insert((*restored)->identity());
  }
  EXPECT_EQ(identities.size(), 3U);
}

TEST_F(SnapshotTest, DamageIsNamed) {
  ASSERT_TRUE(make_snapshot(*store_, at("one"), kNow).ok());
  const fs::path current = at("one/state/CURRENT");
  std::ofstream(current, std::ios::app) << "x";
  EXPECT_EQ(check_snapshot(at("one")).error().where, current.string());
  fs::remove(current);
  EXPECT_EQ(check_snapshot(at("one")).error().where, current.string());
  for (const char* text : {"", "[]", R"({"manifest":1})", R"({"manifest":1,"format":1,"partitions":1,"epoch":"","created_at":"","offsets":{},"files":{"../x":{"bytes":1,"xxh3":""}}})"}) {
    std::ofstream(at("one/manifest.json"), std::ios::trunc) << text;
    EXPECT_EQ(read_manifest(at("one")).error().code, "store_corrupt") << text;
  }
  std::ofstream(at("one/manifest.json"), std::ios::trunc) << R"({"manifest":2})";
  EXPECT_EQ(read_manifest(at("one")).error().code, "newer_format");
}

TEST_F(SnapshotTest, OfAnotherFormatIsRefused) {
  put(Family::meta, keys::kFormat, std::to_string(kStoreFormat + 1));
  EXPECT_EQ(make_snapshot(*store_, at("one"), kNow).error().code, "wrong_format");
  EXPECT_FALSE(fs::exists(at("one")));
}

TEST_F(SnapshotTest, ReadersCommitNothingAndNeedNoLock) {
  const auto reader = RocksStore::open_to_read({.folder = folder_.at("state")});
  ASSERT_TRUE(reader.ok()) << reader.error().hint;
  EXPECT_TRUE((*reader)->snapshot()->get(Family::meta, keys::kEpoch));
  auto batch = (*reader)->batch();
  batch->put(Family::meta, "a", "b");
  EXPECT_FALSE((*reader)->commit(std::move(batch)).ok());
  EXPECT_FALSE(RocksStore::open_to_read({.folder = folder_.at("nowhere")}).ok());
}

TEST(SnapshotNames, ArePlain) {
  for (const char* good : {"a", "20261121T120000.000Z", "x_y-z.1"}) EXPECT_TRUE(is_snapshot_name(good)) << good;
  for (const char* bad : {"", ".", "..", ".a", "a/b", "a b", "\xc3\xa9"}) EXPECT_FALSE(is_snapshot_name(bad)) << bad;
  EXPECT_TRUE(is_snapshot_name(std::string(64, 'a')));
  EXPECT_FALSE(is_snapshot_name(std::string(65, 'a')));
}

TEST(RowCheck, ReadsEveryFamilyAndNamesTheFirstThatIsDamaged) {
  World world;
  world.vouch("ann", "p", {minutes_ago(10)});
  world.see("ann", "p", minutes_ago(9));
  world.put(World::row("ann", "p", "pc", minutes_ago(10)));
  world.put(World::row("bob", "w", "worklog", minutes_ago(100), minutes_ago(50)));
  const auto scope = world.scope("ann");
  auto batch = world.store.batch();
  const EventRef event{minutes_ago(10), EventType::checkin, EventId{"e"}, "src"};
  batch->put(Family::identities, keys::identity(scope, EventType::checkin, "src", EventId{"e"}), encode(samples::identity()));
  batch->put(Family::history, keys::history(scope, event), encode(samples::history()));
  batch->put(Family::checkpoints, keys::checkpoint(scope, kNow), encode(samples::checkpoint()));
  batch->put(Family::checkpoints, keys::subject_head(scope), encode(samples::subject_head()));
  batch->put(Family::mentions, keys::mention(scope, keys::token_of_all(), event), "");
  batch->put(Family::trail, keys::trail(scope, SessionId{"p"}, kNow, 1), encode(samples::trail_fix()));
  batch->put(Family::timers, keys::timer({0, kNow, world.tenant, SubjectId{"ann"}, SessionId{"p"}}), "");
  batch->put(Family::outbox, keys::outbox(0, 1), encode(samples::outbox()));
  batch->put(Family::marks, keys::marks(world.tenant, "m") + keys::session_key({kNow, SubjectId{"ann"}, SessionId{"p"}}), keys::partition_value(0));
  ASSERT_TRUE(world.store.commit(std::move(batch)).ok());
  const auto rows = check_rows(*world.reads());
  ASSERT_TRUE(rows.ok()) << rows.error().where;
  EXPECT_GT(*rows, 20U);
  auto damage = world.store.batch();
  damage->put(Family::trail, keys::trail(scope, SessionId{"p"}, kNow, 2), "\x01\x02");
  ASSERT_TRUE(world.store.commit(std::move(damage)).ok());
  EXPECT_EQ(check_rows(*world.reads()).error().code, "store_corrupt");
  EXPECT_EQ(check_rows(*world.reads()).error().where, "trail");
}

}  // namespace
}  // namespace muster::projections
