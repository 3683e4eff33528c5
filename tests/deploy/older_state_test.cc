// A server whose state has an older format that can still be read: what it says of itself until the new one serves.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "api/http/target.h"
#include "deploy/muster/clocks.h"
#include "deploy/muster/core.h"
#include "deploy/muster/rebuild.h"
#include "projections/index_keys.h"
#include "projections/store_meta.h"
#include "tests/deploy/rights_world.h"
#include "tests/projections/temp_folder.h"

namespace muster::deploy {
namespace {

using projections::RocksStore;

// The machine's, and what a test adds to it.
struct ClockAhead final : MonotonicClock {
  std::chrono::nanoseconds now() const override { return std::chrono::steady_clock::now().time_since_epoch() + by.load(); }
  std::atomic<std::chrono::nanoseconds> by{std::chrono::nanoseconds{0}};
};

class OlderState : public ::testing::Test {
 protected:
  void SetUp() override {
    if (projections::kOldestRead == projections::kStoreFormat) GTEST_SKIP() << "no older format is read";
    config_.log.data = folder_.at("data");
    config_.log.partitions = 1;
    begin();
    while (!readiness().caught_up) std::this_thread::yield();
    end();
    leave_older_format();
  }
  void TearDown() override { end(); }

  void begin() {
    auto log = open_log(config_.log, true);
    ASSERT_TRUE(log.ok()) << log.error().hint;
    auto opened = Core::open(config_, {credentials_, policies_, wall_, monotonic_, lines_}, std::move(log).value());
    ASSERT_TRUE(opened.ok()) << opened.error().hint;
    core_ = std::move(opened).value();
    core_->start();
    while (!core_->directory_caught_up()) std::this_thread::yield();
  }
  void end() {
    if (core_) core_->stop();
    core_.reset();
  }
  void leave_older_format() {
    auto store = RocksStore::open({.folder = folder_.at("data/state"), .partitions = 1});
    ASSERT_TRUE(store.ok()) << store.error().hint;
    auto batch = (*store)->batch();
    batch->put(projections::Family::meta, projections::keys::kFormat, std::to_string(projections::kOldestRead));
    ASSERT_TRUE((*store)->commit(std::move(batch)).ok());
  }
  // Nobody else can make a state there as long as it is held.
  std::unique_ptr<RocksStore> hold_the_place_of_the_new_one() {
    auto held = RocksStore::open({.folder = folder_of_rebuild(config_.log.data).string(), .partitions = 1});
    EXPECT_TRUE(held.ok());
    return held.ok() ? std::move(held).value() : nullptr;
  }
  api::Readiness readiness() const {
    api::Readiness now;
    core_->fill_in(now);
    return now;
  }

  const projections::TempFolder folder_;
  ServerConfig config_;
  WhoeverIsNamed credentials_;
  const SystemWallClock wall_;
  ClockAhead monotonic_;
  LogLines lines_{monotonic_};
  const ingest::Policies policies_ = ingest::Policies::built_in();
  std::unique_ptr<Core> core_;
};

TEST_F(OlderState, ANewOneThatCouldNotBeBegunIsBegunLater) {
  auto held = hold_the_place_of_the_new_one();
  begin();
  core_->look();
  EXPECT_FALSE(readiness().rebuild);
  EXPECT_FALSE(readiness().caught_up);
  held.reset();
  core_->look();
  EXPECT_FALSE(readiness().rebuild);  // not at every look
  monotonic_.by = std::chrono::seconds{11};
  core_->look();
  ASSERT_TRUE(readiness().rebuild);
  EXPECT_TRUE(readiness().rebuild->beside);
  EXPECT_FALSE(readiness().caught_up);
  while (!readiness().caught_up) core_->look();
  EXPECT_FALSE(readiness().rebuild);
  EXPECT_EQ(projections::stored_format(folder_.at("data/state.old-1")), projections::kOldestRead);
}

TEST_F(OlderState, WhoWaitsForWhatItDoesNotReadIsToldSo) {
  const auto held = hold_the_place_of_the_new_one();
  begin();
  http::Router router;
  core_->add_write_routes(router);
  credentials_.who = principal({access::Role::admin}, "");
  http::Request request;
  request.method = "POST";
  ASSERT_TRUE(http::parse_target("/v1/check-ins", request).ok());
  request.body = R"({"subject":"ann","kind":"pc"})";
  request.headers.add("content-type", "application/json");
  request.headers.add("prefer", "wait=10");
  const auto sink = std::make_shared<Sink>();
  auto answer = sink->answer.get_future();
  router.handle(std::move(request), http::Reply(sink, {}));
  while (answer.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    monotonic_.by = monotonic_.by.load() + std::chrono::seconds{1};
    core_->look();
  }
  EXPECT_EQ(answer.get().status, 202);
}

}  // namespace
}  // namespace muster::deploy
