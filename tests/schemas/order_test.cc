#include "schemas/order.h"

#include <gtest/gtest.h>

namespace muster {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Timestamp kNow = from_ms(1'790'000'000'000);

Event event_at(Timestamp time, EventData data = Ping{}) {
  Event event;
  event.env.time = time;
  event.env.ingesttime = kNow;
  event.data = std::move(data);
  return event;
}

std::string outcome(const Event& event) {
  const Status status = check_clock(event);
  return status.ok() ? "ok" : status.error().code + " " + status.error().where;
}

TEST(Clock, TheFuture) {
  EXPECT_EQ(outcome(event_at(kNow + minutes{2})), "ok");
  EXPECT_EQ(outcome(event_at(kNow + minutes{2} + Duration{1})), "future_event /time");
}

TEST(Clock, TheHorizon) {
  EXPECT_EQ(outcome(event_at(kNow - hours{24 * 400})), "ok");
  Event old = event_at(kNow - hours{24 * 400} - Duration{1});
  EXPECT_EQ(outcome(old), "too_old /time");
  old.env.imported = true;
  EXPECT_EQ(outcome(old), "ok");
}

TEST(Clock, AmendedEdges) {
  Amendment amendment;
  amendment.ended_at = kNow;
  EXPECT_EQ(outcome(event_at(kNow, amendment)), "ok");
  amendment.ended_at = kNow + Duration{1};
  EXPECT_EQ(outcome(event_at(kNow, amendment)), "ends_after_amendment /data/ended_at");
  amendment.ended_at = std::optional<Timestamp>{};
  EXPECT_EQ(outcome(event_at(kNow, amendment)), "ok");
  amendment.started_at = kNow + Duration{1};
  EXPECT_EQ(outcome(event_at(kNow, amendment)), "ends_after_amendment /data/started_at");
}

TEST(Lifecycle, WhichEventsAreOfIt) {
  EXPECT_TRUE(is_lifecycle(CheckIn{}) && is_lifecycle(CheckOut{}) && is_lifecycle(Amendment{}) && is_lifecycle(Review{}));
  EXPECT_FALSE(is_lifecycle(Ping{}) || is_lifecycle(Location{}) || is_lifecycle(DirectoryChange{}));
}

}  // namespace
}  // namespace muster
