#include "schemas/bounds.h"

#include <gtest/gtest.h>

#include <limits>

namespace muster {
namespace {

Event event_with(EventData data) {
  Event event;
  event.env.id = EventId{"e"};
  event.env.source = "/t";
  event.env.tenant = Tenant{"default"};
  event.env.subject = SubjectId{"u-17"};
  event.data = std::move(data);
  return event;
}

std::string outcome(const Event& event) {
  const Status status = check_bounds(event);
  return status.ok() ? "ok" : status.error().where;
}

std::string at(Position position) { return outcome(event_with(Location{SessionId{"s"}, position})); }

Position position(double lat, double lon, std::optional<double> accuracy = {}) {
  Position p;
  p.lat = lat;
  p.lon = lon;
  p.accuracy_m = accuracy;
  return p;
}

TEST(Bounds, Positions) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(at(position(90, -180, 0)), "ok");
  EXPECT_EQ(at(position(0, 1)), "ok");
  EXPECT_EQ(at(position(0, 0)), "/data/position/lat");
  EXPECT_EQ(at(position(90.1, 0)), "/data/position/lat");
  EXPECT_EQ(at(position(kNan, 0)), "/data/position/lat");
  EXPECT_EQ(at(position(1, -180.1)), "/data/position/lon");
  EXPECT_EQ(at(position(1, 1, -0.1)), "/data/position/accuracy_m");
  EXPECT_EQ(at(position(1, 1, kNan)), "/data/position/accuracy_m");
}

TEST(Bounds, LengthsAreInCharacters) {
  const auto activity = [](std::string text) {
    return outcome(event_with(Ping{SessionId{"s"}, Duration{1000}, Duration{0}, std::move(text)}));
  };
  std::string umlauts;
  for (int i = 0; i < 256; ++i) umlauts += "ä";
  EXPECT_EQ(activity(umlauts), "ok");
  EXPECT_EQ(activity(umlauts + "x"), "/data/activity");
}

TEST(Bounds, Envelopes) {
  Event event = event_with(Ping{SessionId{"s"}, {}, {}, ""});
  EXPECT_EQ(outcome(event), "ok");
  event.env.subject = SubjectId{"a\nb"};
  EXPECT_EQ(outcome(event), "/subject");
  event.env.tenant = Tenant{"Default"};
  event.env.subject = SubjectId{"u"};
  EXPECT_EQ(outcome(event), "/tenant");
  event.env.id = EventId{};
  EXPECT_EQ(outcome(event), "/id");
}

TEST(Bounds, CheckIns) {
  CheckIn c;
  c.session_id = SessionId{"s"};
  c.kind = Kind{"visit"};
  EXPECT_EQ(outcome(event_with(c)), "ok");
  c.notes = std::string(2001, 'x');
  EXPECT_EQ(outcome(event_with(c)), "/data/notes");
  c.notes.reset();
  for (int i = 0; i < 17; ++i) c.labels.emplace(std::to_string(i), "x");
  EXPECT_EQ(outcome(event_with(c)), "/data/labels");
  c.labels = {{std::string(65, 'x'), "x"}};
  EXPECT_EQ(outcome(event_with(c)), "/data/labels");
  c.labels.clear();
  c.policy.limit = 0;
  EXPECT_EQ(outcome(event_with(c)), "/data/policy/limit");
  c.policy.limit = 1;
  c.policy.limit = kMaxLimit + 1;
  EXPECT_EQ(outcome(event_with(c)), "/data/policy/limit");
  c.policy.limit = 1;
  c.place = Place{PlaceId{"7"}, "Site", 1, 2, 0};
  EXPECT_EQ(outcome(event_with(c)), "/data/place/radius_m");
  c.place = Place{PlaceId{"7"}, "Site", 0, 0, 1};
  EXPECT_EQ(outcome(event_with(c)), "/data/place/lat");
  c.place.reset();
  c.policy.ttl = Duration{999};
  EXPECT_EQ(outcome(event_with(c)), "/data/policy/ttl_s");
  c.kind = Kind{};
  EXPECT_EQ(outcome(event_with(c)), "/data/kind");
}

TEST(Bounds, CorrectionsAndDirectory) {
  EXPECT_EQ(outcome(event_with(Amendment{SessionId{"s"}, {}, {}, {}, "because"})), "/data/why");
  EXPECT_EQ(outcome(event_with(Amendment{SessionId{"s"}, {}, {}, true, ""})), "/data/why");
  EXPECT_EQ(outcome(event_with(Amendment{SessionId{"s"}, {}, {}, true, std::string(501, 'x')})), "/data/why");
  EXPECT_EQ(outcome(event_with(Review{SessionId{".."}, Decision::approve, {}})), "/data/session_id");
  EXPECT_EQ(outcome(event_with(DirectoryChange{DirectoryType::place, "other", "{}"})), "/subject");
}

}  // namespace
}  // namespace muster
