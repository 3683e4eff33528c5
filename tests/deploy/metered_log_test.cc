// The log that counts: also what is on its way.
#include "deploy/muster/metered_log.h"

#include <gtest/gtest.h>

#include "ingest/log/memory_log.h"

namespace muster::deploy {
namespace {

using namespace std::chrono_literals;

std::vector<log::Record> one() {
  std::vector<log::Record> batch(1);
  batch[0].topic = Topic::pings;
  batch[0].value = "{}";
  return batch;
}

TEST(MeteredLog, KnowsWhenAllIsAnswered) {
  const auto inner = log::make_memory_log();
  MeteredLog log(*inner, {}, {});
  EXPECT_TRUE(log.answered(0ms));
  inner->hold();
  bool again = false;
  log.append(one(), [&](const auto&) { log.append(one(), [&](const auto&) { again = true; }); });
  EXPECT_FALSE(log.answered(0ms));
  inner->release();
  EXPECT_TRUE(log.answered(0ms));
  EXPECT_TRUE(again);
  EXPECT_EQ(log.figures().appended[static_cast<std::size_t>(Topic::pings)], 2u);
}

}  // namespace
}  // namespace muster::deploy
