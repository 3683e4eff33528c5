#include "projections/session_json.h"

#include "projections/flags.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace muster::projections {
namespace {

Timestamp at(std::string_view text) { return parse_rfc3339(text).value(); }

SessionRow visit() {
  SessionRow row;
  row.tenant = Tenant{"default"};
  row.subject = SubjectId{"u-17"};
  row.id = SessionId{"s1"};
  row.kind = Kind{"visit"};
  row.policy.accuracy_max_m = 100;
  row.started_at = row.opened_ingesttime = row.last_check_in = at("2026-11-21T08:00:00Z");
  return row;
}

std::string shown(const SessionRow& row, std::string_view as_of) {
  std::string out;
  auto v = view(row, Vouched{}, at(as_of));
  add_flags(row, Vouched{}, std::nullopt, at(as_of), *v);
  append_session_json(out, row, *v, at(as_of), "9f2c");
  return out;
}

TEST(SessionJson, AllFieldsStandInOneOrder) {
  EXPECT_EQ(shown(visit(), "2026-11-21T09:30:00Z"),
            R"({"subject":"u-17","session_id":"s1","kind":"visit","status":"active","end_reason":null,)"
            R"("started_at":"2026-11-21T08:00:00.000Z","ended_at":null,"ends_by":null,)"
            R"("last_seen_at":"2026-11-21T08:00:00.000Z","counted_to":null,"signal":null,"counted_s":5400,)"
            R"("activity":"","place":null,"check_in_position":null,"check_out_position":null,"device":null,)"
            R"("service_type":null,"notes":null,"labels":{},"flags":[],)"
            R"("review":{"state":"none","by":null,"at":null,"note":null},)"
            R"("computed":{"started_at":"2026-11-21T08:00:00.000Z","ended_at":null},)"
            R"("amendments":[],"aliases":[],"version":"9f2c"})");
}

TEST(SessionJson, PlacesAndPositionsAreJudged) {
  SessionRow row = visit();
  row.place = Place{PlaceId{"7"}, "North \"gate\"", 52.52, 13.405, 100};
  row.check_in_position = Position{};
  row.check_in_position->lat = 52.52;
  row.check_in_position->lon = 13.405;
  row.check_in_position->accuracy_m = 8.5;
  const auto json = nlohmann::json::parse(shown(row, "2026-11-21T09:30:00Z"));
  EXPECT_EQ(json["place"]["name"], "North \"gate\"");
  EXPECT_EQ(json["check_in_position"]["distance_m"], 0.0);
  EXPECT_EQ(json["check_in_position"]["verdict"], "inside");
  EXPECT_TRUE(json["check_in_position"]["mock"].is_null());
  EXPECT_TRUE(json["check_out_position"].is_null());
}

TEST(SessionJson, FlagsAliasesAndReviewsAreCutAtAsOf) {
  SessionRow row = visit();
  row.aliases = {{SessionId{"a1"}, at("2026-11-21T08:10:00Z")}, {SessionId{"a2"}, at("2026-11-21T10:00:00Z")}};
  row.flags = {{FlagName::mock_location, at("2026-11-21T10:00:00Z"), at("2026-11-21T10:00:01Z"), R"({"n":1})"}};
  const auto before = nlohmann::json::parse(shown(row, "2026-11-21T09:00:00Z"));
  EXPECT_EQ(before["aliases"], nlohmann::json({"a1"}));
  EXPECT_TRUE(before["flags"].empty());
  EXPECT_EQ(before["review"]["state"], "none");
  const auto after = nlohmann::json::parse(shown(row, "2026-11-21T11:00:00Z"));
  EXPECT_EQ(after["aliases"], nlohmann::json({"a1", "a2"}));
  EXPECT_EQ(after["flags"][0]["evidence"]["n"], 1);
  EXPECT_EQ(after["review"]["state"], "pending");
}

TEST(SessionJson, AReviewCoversWhatWasAcceptedBeforeIt) {
  SessionRow row = visit();
  row.flags = {{FlagName::mock_location, at("2026-11-21T08:00:00Z"), at("2026-11-21T08:00:01Z"), "{}"}};
  ReviewNote note;
  note.by = "boss";
  note.at = note.ingesttime = at("2026-11-21T09:00:00Z");
  row.reviews = {note};
  const auto json = nlohmann::json::parse(shown(row, "2026-11-21T10:00:00Z"));
  EXPECT_EQ(json["review"]["state"], "approved");
  EXPECT_EQ(json["review"]["by"], "boss");
  row.flags[0].accepted = at("2026-11-21T09:00:00Z");
  EXPECT_EQ(nlohmann::json::parse(shown(row, "2026-11-21T10:00:00Z"))["review"]["state"], "pending");
}

}  // namespace
}  // namespace muster::projections
