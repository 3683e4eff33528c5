#include "api/background.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>

namespace muster::api {
namespace {

TEST(Background, RefusesWhatItsQueueCannotHold) {
  std::promise<void> begun, go_on;
  int done = 0;
  {
    Background background(1, 2);
    ASSERT_TRUE(background.run([&] {
      begun.set_value();
      go_on.get_future().wait();
    }));
    begun.get_future().wait();
    EXPECT_TRUE(background.run([&] { ++done; }));
    EXPECT_TRUE(background.run([&] { ++done; }));
    EXPECT_FALSE(background.run([&] { done += 100; }));
    go_on.set_value();
  }
  EXPECT_EQ(done, 2);  // what was taken is done before it ends
}

TEST(Background, OneThatTakesLongHoldsNobodyUp) {
  std::promise<void> other_done;
  Background background(2, 10);
  ASSERT_TRUE(background.run([&] { other_done.get_future().wait(); }));
  ASSERT_TRUE(background.run([&] { other_done.set_value(); }));
}

TEST(Background, EndedItHasDoneWhatItTookAndTakesNothing) {
  int done = 0;
  Background background(1, 10);
  ASSERT_TRUE(background.run([&] { ++done; }));
  background.end();
  EXPECT_EQ(done, 1);
  EXPECT_FALSE(background.run([&] { done += 100; }));
  background.end();
  EXPECT_EQ(done, 1);
}

TEST(Background, GoesOnAfterAThrow) {
  std::atomic<bool> done{false};
  {
    Background background(1, 10);
    ASSERT_TRUE(background.run([] { throw std::runtime_error("x"); }));
    ASSERT_TRUE(background.run([&] { done = true; }));
  }
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace muster::api
