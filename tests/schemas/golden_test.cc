// Records as builds before this one wrote them. The files stay as they are: every later build must
// read them to the same event, and write the events to the same bytes while the format is version 1.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "schemas/codec.h"

namespace muster {
namespace {

std::string golden(const std::string& name) {
  std::ifstream file(std::string(MUSTER_SOURCE_DIR) + "/tests/schemas/golden/" + name + ".json", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

const Position kBerlin{52.5200066, 13.404954, 8.5, 34.0, 1.25, 270.0, false};

Event event_of(EventData data) {
  Event event;
  event.env.id = EventId{"7d9f4b1e-53a1-5c5e-8d1a-100000000001"};
  event.env.source = "/v1/events";
  event.env.tenant = Tenant{"default"};
  event.env.subject = SubjectId{"u-17"};
  event.env.time = from_ms(1'790'000'000'123);
  event.env.ingesttime = from_ms(1'790'000'001'000);
  event.data = std::move(data);
  return event;
}

CheckIn full_check_in() {
  CheckIn c;
  c.session_id = SessionId{"0198c0de-7a11-7e57-a11e-100000000001"};
  c.kind = Kind{"visit"};
  c.policy.ttl = std::chrono::hours{1};
  c.policy.max_duration = std::chrono::hours{8};
  c.policy.liveness = Liveness::resumes;
  c.policy.next_ping = Duration{60'000};
  c.policy.grace = Duration{5'500};
  c.policy.limit = 3;
  c.policy.on_limit = OnLimit::evict_oldest;
  c.policy.long_after = std::chrono::hours{12};
  c.policy.counts = false;
  c.policy.place_required = true;
  c.policy.accuracy_max_m = 100.0;
  c.policy.late_after = std::chrono::hours{1};
  c.policy.review_all = true;
  c.policy.silent_after = std::chrono::minutes{15};
  c.next_ping = Duration{60'001};
  c.grace = Duration{0};
  c.activity = "driving";
  c.place = Place{PlaceId{"41"}, "Nordstraße 7 \"Hof\"", 52.52, 13.405, 100.0};
  c.position = kBerlin;
  c.device = Device{"d-1", "Work phone", "mobile", "Firefox", "192.0.2.7"};
  c.service_type = "delivery";
  c.notes = "first line\nsecond";
  c.labels = {{"tour", "north"}, {"truck", "7"}};
  return c;
}

CheckIn least_check_in() {
  CheckIn c;
  c.session_id = SessionId{"s-1"};
  c.kind = Kind{"worklog"};
  return c;
}

Event with_all_attributes(Event event) {
  event.env.devicetime = from_ms(1'789'999'999'000);
  event.env.actor = "boss";
  event.env.imported = true;
  event.env.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  return event;
}

DirectoryChange record_of(DirectoryType type, std::string record) { return DirectoryChange{type, "u-17", std::move(record)}; }

std::vector<std::pair<std::string, Event>> events() {
  const SessionId session{"s-1"};
  const Timestamp edge = from_ms(1'789'990'000'000);
  Amendment amendment{session, edge, std::optional<Timestamp>{}, false, "forgot the badge"};
  return {
      {"checkin-full", with_all_attributes(event_of(full_check_in()))},
      {"checkin-least", event_of(least_check_in())},
      {"ping", event_of(Ping{session, Duration{60'000}, Duration{5'500}, "editor"})},
      {"ping-least", event_of(Ping{session, Duration{60'000}, Duration{0}, ""})},
      {"location", event_of(Location{session, kBerlin})},
      {"checkout-session", event_of(CheckOut{session, CheckOutReason::checkout, kBerlin, "done"})},
      {"checkout-kind", event_of(CheckOut{Kind{"pc"}, CheckOutReason::admin, {}, {}})},
      {"checkout-all", event_of(CheckOut{AllSessions{}, CheckOutReason::emergency, {}, {}})},
      {"amendment", event_of(amendment)},
      {"review", event_of(Review{session, Decision::reopen, "once more"})},
      {"subject", event_of(record_of(DirectoryType::subject, R"({"display_name":"Zoë","tz":"Europe/Berlin"})"))},
      {"place", event_of(record_of(DirectoryType::place, R"({"lat":52.52,"lon":13.405,"name":"Depot","radius_m":100})"))},
      {"device", event_of(record_of(DirectoryType::device, R"({"name":"Gate","type":"terminal"})"))},
      {"account", event_of(record_of(DirectoryType::account, R"({"password":"$argon2id$…","subject":"u-17"})"))},
      {"key", event_of(record_of(DirectoryType::key, R"({"hash":"9f2c","name":"importer","role":"ingest"})"))},
      {"logins", event_of(record_of(DirectoryType::logins, R"({"ended":[{"at":"2026-09-21T14:10:00.000Z","sid":"c0ffee"}],)"
                                                           R"("open":[{"refresh":"b7","sid":"f00d","since":"2026-09-21T14:00:00.000Z",)"
                                                           R"("until":"2026-09-22T14:13:20.000Z"}]})"))},
  };
}

TEST(Golden, RecordsReadAndWriteAsEver) {
  EventDecoder decoder;
  for (const auto& [name, event] : events()) {
    const std::string record = golden(name);
    EXPECT_EQ(encode(event), record) << name;
    Event read;
    const Status status = decoder.decode(record, read);
    ASSERT_TRUE(status.ok()) << name << ": " << status.error().where << ", " << status.error().hint;
    EXPECT_EQ(read, event) << name;
  }
}

// As another program might write it: other order, white space, escapes, fields of its own, any zone.
TEST(Golden, ForeignSpelling) {
  EventDecoder decoder;
  Event read;
  const Status status = decoder.decode(golden("ping-foreign"), read);
  ASSERT_TRUE(status.ok()) << status.error().where << ", " << status.error().hint;
  EXPECT_EQ(read, event_of(Ping{SessionId{"s-1"}, Duration{60'000}, Duration{5'500}, "editor"}));
}

}  // namespace
}  // namespace muster
