#include "deploy/muster/state_folder.h"

#include <gtest/gtest.h>

#include "projections/outbox_owner.h"
#include "projections/rocks_store.h"
#include "tests/projections/temp_folder.h"

namespace muster::deploy {
namespace {

using projections::RocksStore;

// What it would announce next, readers have heard from the one that took its place.
TEST(StateFolder, OneThatWasMovedAsideAndPutBackIsAnotherStore) {
  const projections::TempFolder folder;
  const projections::RocksOptions options{.folder = folder.at("state"), .partitions = 1};
  std::string lineage;
  {
    const auto store = RocksStore::open(options);
    ASSERT_TRUE(store.ok()) << store.error().hint;
    lineage = projections::outbox_lineage(**store, 0);
    auto batch = (*store)->batch();
    projections::own_outbox(*batch, **store, 0, lineage);
    ASSERT_TRUE((*store)->commit(std::move(batch)).ok());
    EXPECT_TRUE(projections::owns_outbox(**store, 0));
  }
  const auto aside = move_aside(folder.at("state"));
  ASSERT_TRUE(aside.ok()) << aside.error().hint;
  EXPECT_EQ(aside->string(), folder.at("state.old-1"));
  std::filesystem::rename(*aside, folder.at("state"));
  const auto store = RocksStore::open(options);
  ASSERT_TRUE(store.ok()) << store.error().hint;
  EXPECT_FALSE(projections::owns_outbox(**store, 0));
  EXPECT_NE(projections::outbox_lineage(**store, 0), lineage);
}

}  // namespace
}  // namespace muster::deploy
