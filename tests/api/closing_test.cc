// Closing many at once: what is shown, what is closed, what is left.
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "projections/list_sessions.h"
#include "tests/api/server_world.h"

namespace muster::api {
namespace {

using namespace stories;
using access::Role;
using Json = nlohmann::json;

constexpr const char* kPath = "/v1/sessions/close";

struct Office : ServerWorld {
  Office() {
    put_subject("ann", R"({"department":"north","email":"Ann@example.org"})");
    put_subject("bob", R"({"department":"north/day","role":"supervisor"})");
    put_subject("eve", R"({"department":"south"})");
    be({Role::admin}, "boss");
    for (const char* subject : {"ann", "bob", "eve"}) {
      post(check_in(std::string(subject) + "-w", "worklog", at("08:00")).subject(subject));
      post(check_in(std::string(subject) + "-p", "pc", at("11:59:30")).subject(subject).vouching(60, 5));
    }
    settle();
    audit.entries.clear();  // of the roles that were given
  }
  Json preview(std::string_view filters) { return json_of("POST", fmt::format(R"({{"dry_run":true,{}}})", filters)); }
  Json run(const Json& shown, std::string_view why = "evening") {
    return json_of("POST", fmt::format(R"({{"token":{},"why":"{}"}})", shown["token"].dump(), why));
  }
  Json json_of(std::string_view method, std::string_view body) { return ServerWorld::json(method, kPath, body); }
  std::string refused(std::string_view body) { return code("POST", kPath, body); }
};

std::string ids(const Json& list) {
  std::string text;
  for (const auto& item : list) text += item["session_id"].get<std::string>() + " ";
  return text;
}

std::string reasons(const Json& list) {
  std::string text;
  for (const auto& item : list) text += item["session_id"].get<std::string>() + ":" + item["reason"].get<std::string>() + " ";
  return text;
}

TEST(Closing, FiltersHoldTogether) {
  Office office;
  EXPECT_EQ(ids(office.preview(R"("all":true)")["items"]), "ann-w bob-w eve-w ann-p bob-p eve-p ");
  EXPECT_EQ(ids(office.preview(R"("kind":"worklog","department":"north")")["items"]), "ann-w bob-w ");
  EXPECT_EQ(ids(office.preview(R"("role":"supervisor")")["items"]), "bob-w bob-p ");
  EXPECT_EQ(ids(office.preview(R"("email":"ann@EXAMPLE.org")")["items"]), "ann-w ann-p ");
  EXPECT_EQ(ids(office.preview(R"("subject":"eve","older_than_s":60)")["items"]), "eve-w ");
  EXPECT_EQ(ids(office.preview(R"("subject":"eve","older_than_s":30)")["items"]), "eve-w eve-p ");
  EXPECT_EQ(ids(office.preview(R"("device":"d-1")")["items"]), "");
  EXPECT_EQ(ids(office.preview(R"("place":"p-1")")["items"]), "");
}

TEST(Closing, WhatWasShownIsClosedOnceAndIsOnRecord) {
  Office office;
  const Json shown = office.preview(R"("kind":"worklog","department":"north")");
  EXPECT_EQ(shown["count"], 2);
  EXPECT_EQ(shown["more"], false);
  EXPECT_EQ(shown["expires_at"], "2026-03-02T12:10:00.000Z");
  const Json done = office.run(shown);
  EXPECT_EQ(ids(done["closed"]), "ann-w bob-w ");
  EXPECT_EQ(done["closed"][0]["ended_at"], "2026-03-02T12:00:00.000Z");
  EXPECT_EQ(done["left"], Json::array());
  const Json ann = office.json("GET", "/v1/sessions/ann-w");
  EXPECT_EQ(ann["end_reason"], "admin");
  EXPECT_EQ(office.json("GET", "/v1/sessions/eve-w")["status"], "active");
  const Json history = office.json("GET", "/v1/sessions/ann-w/events")["items"];
  EXPECT_EQ(history[1]["event"]["actor"], "boss");
  EXPECT_EQ(history[1]["event"]["data"]["notes"], "evening");
  ASSERT_EQ(office.audit.entries.size(), 1u);
  EXPECT_EQ(office.audit.entries[0].action, "closed");
  EXPECT_EQ(office.audit.entries[0].details.back(), (std::pair<std::string, std::string>{"count", "2"}));
  EXPECT_EQ(office.refused(fmt::format(R"({{"token":{},"why":"x"}})", shown["token"].dump())), "409 bad_token") << "once";
}

TEST(Closing, WhatChangedIsLeft) {
  Office office;
  const Json shown = office.preview(R"("all":true)");
  office.post(check_out("ann-w", at("11:58")).subject("ann"));
  office.post(amend("bob-w", at("11:59")).subject("bob").started_at(at("07:00")));
  office.post(amend("eve-w", at("11:59")).subject("eve").voiding());
  office.post(ping("bob-p", at("11:59:50")).subject("bob"));  // a sign of life changes nothing
  office.settle();
  const Json done = office.run(shown);
  EXPECT_EQ(ids(done["closed"]), "ann-p bob-p eve-p ");
  EXPECT_EQ(reasons(done["left"]), "ann-w:already_closed bob-w:changed eve-w:changed ");
}

TEST(Closing, ATokenIsGoodForWhomItWasGivenToAndTenMinutes) {
  Office office;
  const Json shown = office.preview(R"("all":true)");
  const std::string body = fmt::format(R"({{"token":{},"why":"x"}})", shown["token"].dump());
  office.be({Role::admin}, "chief");
  EXPECT_EQ(office.refused(body), "409 bad_token");
  office.be({Role::admin}, "boss", "", "other");
  EXPECT_EQ(office.refused(body), "409 bad_token");
  office.be({Role::admin}, "boss");
  office.pass(std::chrono::minutes{10});
  EXPECT_EQ(office.refused(body), "409 bad_token");
  EXPECT_EQ(office.refused(R"({"token":"none","why":"x"})"), "409 bad_token");
}

TEST(Closing, ASupervisorClosesItsDepartmentAndNotItself) {
  Office office;
  office.be({Role::supervisor}, "bob", "north");
  const Json shown = office.preview(R"("all":true)");
  EXPECT_EQ(ids(shown["items"]), "ann-w ann-p ");
  office.put_subject("ann", R"({"department":"south"})");
  EXPECT_EQ(reasons(office.run(shown)["left"]), "ann-w:not_found ann-p:not_found ");
  office.be({Role::supervisor}, "ann", "south");
  const Json again = office.preview(R"("all":true)");
  EXPECT_EQ(ids(again["items"]), "eve-w eve-p ");
  office.be({Role::user}, "ann", "south");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"all":true})"), "403 forbidden");
  EXPECT_EQ(office.audit.entries.back().action, "refused");
}

TEST(Closing, RightsAreAskedAgainWhenItIsRun) {
  Office office;
  office.be({Role::admin}, "bob");
  const Json shown = office.preview(R"("kind":"worklog")");
  office.be({Role::supervisor}, "bob", "north");  // he is an admin no more
  const Json done = office.run(shown);
  EXPECT_EQ(ids(done["closed"]), "ann-w ");
  EXPECT_EQ(reasons(done["left"]), "bob-w:not_allowed eve-w:not_found ");
}

TEST(Closing, WithoutBeingShown) {
  Office office;
  const Json done = office.json_of("POST", R"({"confirm":true,"kind":"pc","why":"night"})");
  EXPECT_EQ(ids(done["closed"]), "ann-p bob-p eve-p ");
  EXPECT_EQ(done["more"], false);
  EXPECT_EQ(ids(office.json_of("POST", R"({"confirm":true,"kind":"pc","why":"night"})")["closed"]), "");
}

TEST(Closing, ALogThatDoesNotTakeItMayBeAskedAgain) {
  Office office;
  const Json shown = office.preview(R"("kind":"worklog")");
  const std::string body = fmt::format(R"({{"token":{},"why":"x"}})", shown["token"].dump());
  office.log->set_available(false);
  EXPECT_EQ(office.refused(body), "503 log_unavailable");
  office.log->set_available(true);
  office.pass(std::chrono::seconds{10});  // the task asks the log again after a while
  office.log->lose_outcome(1, true);  // the first is in the log, which could not say so
  const Json first = office.json_of("POST", body);
  EXPECT_EQ(ids(first["closed"]), "bob-w eve-w ");
  EXPECT_EQ(reasons(first["left"]), "ann-w:not_written ");
  const Json second = office.json_of("POST", body);
  EXPECT_EQ(second["closed"].size(), 0u);
  EXPECT_EQ(reasons(second["left"]), "ann-w:already_closed bob-w:already_closed eve-w:already_closed ");
  EXPECT_EQ(office.refused(body), "409 bad_token");
}

TEST(Closing, BodiesAreReadStrictly) {
  Office office;
  EXPECT_EQ(office.refused(R"({"dry_run":true})"), "422 no_filter");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"all":false})"), "422 no_filter");
  EXPECT_EQ(office.refused(R"({"all":true})"), "422 missing_field");
  EXPECT_EQ(office.refused(R"({"confirm":true,"all":true})"), "422 missing_field") << "why";
  EXPECT_EQ(office.refused(R"({"token":"t"})"), "422 missing_field") << "why";
  EXPECT_EQ(office.refused(R"({"token":"t","why":"x","kind":"pc"})"), "422 bad_field");
  EXPECT_EQ(office.refused(R"({"token":"t","why":"x","dry_run":true})"), "422 missing_field");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"all":true,"kind":"pc"})"), "422 bad_field");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"knd":"pc"})"), "422 unknown_field");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"kind":""})"), "422 out_of_range");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"kind":7})"), "422 bad_field");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"older_than_s":-1})"), "422 out_of_range");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"role":"king"})"), "422 out_of_range");
  EXPECT_EQ(office.refused(R"({"dry_run":true,"kind":"a","kind":"b"})"), "400 bad_json");
  EXPECT_EQ(office.refused("{"), "400 bad_json");
  EXPECT_EQ(office.refused("[]"), "422 bad_field");
  EXPECT_EQ(office.code("POST", "/v1/sessions/close?all=true", "{}"), "400 unknown_parameter");
}

// What may happen to anybody's session between the preview and the run.
Told anything(std::mt19937& random, int subject) {
  const auto one_of = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::string who = fmt::format("s{}", subject);
  const std::string session = fmt::format("{}-{}", who, one_of(4));
  const Timestamp t = at("09:00") + std::chrono::minutes{one_of(180)};
  const char* kind = one_of(2) == 0 ? "worklog" : "pc";
  switch (one_of(7)) {
    case 0: return check_out(session, t).subject(who);
    case 1: return check_in(session, kind, t).subject(who);
    case 2: return check_in(session, "device", t).subject(who);
    case 3: return amend(session, at("12:00")).subject(who).ended_at(t);
    case 4: return amend(session, at("12:00")).subject(who).voiding(one_of(3) != 0);
    case 5: return ping(session, t).subject(who);
    default: return check_out_kind(kind, t).subject(who);
  }
}

using Key = std::pair<std::string, std::string>;  // subject, session

Key key_of(const Json& item) { return {item["subject"].get<std::string>(), item["session_id"].get<std::string>()}; }

using Seen = std::map<Key, std::pair<std::string, projections::SessionStatus>>;

Seen all_sessions(const ServerWorld& world) {
  projections::ListRequest request;
  request.tenant = Tenant{"default"};
  request.as_of = world.wall.time;
  request.limit = 10'000;
  using enum projections::SessionStatus;
  request.filter.statuses = {active, lapsed, completed, expired, auto_closed, evicted, voided};
  Seen seen;
  for (const auto& shown : projections::list_sessions(*world.store.snapshot(), request).items) {
    seen[{shown.place.subject.str(), shown.place.session.str()}] = {shown.stored.version, shown.view.status};
  }
  return seen;
}

TEST(Closing, WhateverHappensBetweenOnlyWhatWasShownAndIsUnchangedCloses) {
  int closed_in_all = 0, left_in_all = 0;
  for (unsigned seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    ServerWorld world;
    world.be({Role::admin}, "boss");
    for (int i = 0; i < 40; ++i) world.post(anything(random, i % 5).id(fmt::format("a{}", i)));
    world.settle();
    const Json shown = world.json("POST", kPath, seed % 2 == 0 ? R"({"dry_run":true,"all":true})" : R"({"dry_run":true,"kind":"worklog"})");
    std::map<Key, std::string> wanted;
    for (const auto& item : shown["items"]) wanted[key_of(item)] = item["version"];
    const int between = static_cast<int>(random() % 12);
    for (int i = 0; i < between; ++i) world.post(anything(random, static_cast<int>(random() % 5)).id(fmt::format("b{}", i)));
    world.settle();
    const Seen before = all_sessions(world);
    const Json done = world.json("POST", kPath, fmt::format(R"({{"token":{},"why":"x"}})", shown["token"].dump()));
    const Seen after = all_sessions(world);
    std::set<Key> closed, changed, expected;
    for (const auto& item : done["closed"]) closed.insert(key_of(item));
    for (const auto& [who, now] : after) {
      const auto was = before.find(who);
      ASSERT_NE(was, before.end());
      if (was->second != now) changed.insert(who);
    }
    for (const auto& [who, version] : wanted) {
      const auto it = before.find(who);
      if (it != before.end() && it->second == std::pair(version, projections::SessionStatus::active)) expected.insert(who);
    }
    EXPECT_EQ(before.size(), after.size());
    EXPECT_EQ(closed, expected);
    EXPECT_EQ(changed, expected);
    EXPECT_EQ(closed.size() + done["left"].size(), wanted.size());
    closed_in_all += static_cast<int>(closed.size());
    left_in_all += static_cast<int>(done["left"].size());
  }
  EXPECT_GT(closed_in_all, 30) << "else this says nothing";
  EXPECT_GT(left_in_all, 15);
}

}  // namespace
}  // namespace muster::api
