// What a view shows beside the fold (docs/semantics.md, Kinds and policies): whether its signal is lost.
#include "projections/view.h"

#include <gtest/gtest.h>

#include "tests/projections/world.h"

namespace muster::projections {
namespace {

using std::chrono::minutes;

bool lost(const SessionRow& row, Timestamp last_seen, Timestamp as_of) {
  Vouched vouched;
  vouched.last_seen = last_seen;
  return view(row, vouched, as_of)->signal_lost;
}

TEST(View, TheSignalIsLostAfterASilence) {
  SessionRow row = World::row("u", "s", "visit", minutes_ago(60));
  row.policy.silent_after = minutes{15};
  const Timestamp heard = minutes_ago(30);
  EXPECT_FALSE(lost(row, heard, heard));
  EXPECT_FALSE(lost(row, heard, heard + minutes{15}));
  EXPECT_TRUE(lost(row, heard, heard + minutes{15} + Duration{1}));
  row.policy.silent_after.reset();
  EXPECT_FALSE(lost(row, heard, kNow));
}

TEST(View, WhoHasEndedIsNotMissed) {
  SessionRow row = World::row("u", "s", "visit", minutes_ago(60), minutes_ago(20));
  row.policy.silent_after = minutes{15};
  EXPECT_TRUE(lost(row, minutes_ago(50), minutes_ago(21)));
  EXPECT_FALSE(lost(row, minutes_ago(50), minutes_ago(20)));
  EXPECT_FALSE(lost(row, minutes_ago(50), kNow));
}

}  // namespace
}  // namespace muster::projections
