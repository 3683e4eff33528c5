// Closing many at once: what is shown, what is closed, what is left.
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

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
  EXPECT_EQ(ids(office.preview(R"("subject":"eve","older_than_s":29.999)")["items"]), "eve-w eve-p ");
  EXPECT_EQ(ids(office.preview(R"("subject":"eve","older_than_s":30)")["items"]), "eve-w ") << "not longer ago";
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

TEST(Closing, AnyProcessRunsWhatAnotherHasShown) {
  Office office;
  const Json shown = office.preview(R"("kind":"worklog")");
  office.asked = &office.beside;
  EXPECT_EQ(ids(office.run(shown)["closed"]), "ann-w bob-w eve-w ");
  office.asked = &office.router;
  const Json again = office.run(shown);
  EXPECT_EQ(again["closed"], Json::array());
  EXPECT_EQ(reasons(again["left"]), "ann-w:already_closed bob-w:already_closed eve-w:already_closed ");
}

TEST(Closing, WhatTheLogHasIsKnownThoughNobodyHasReadItYet) {
  Office office;
  const Json shown = office.preview(R"("kind":"worklog")");
  office.post(amend("ann-w", at("11:59")).subject("ann").started_at(at("07:00")));
  office.post(check_out("bob-w", at("11:58")).subject("bob"));
  const Json done = office.run(shown);
  EXPECT_EQ(ids(done["closed"]), "eve-w ");
  EXPECT_EQ(reasons(done["left"]), "ann-w:changed bob-w:already_closed ");
}

TEST(Closing, WhatCantBeReadInTimeMayBeRunAgain) {
  Office office;
  const Json shown = office.preview(R"("kind":"worklog")");
  office.post(amend("ann-w", at("11:59")).subject("ann").started_at(at("07:00")));
  const auto answered = office.ask("POST", kPath, fmt::format(R"({{"token":{},"why":"x"}})", shown["token"].dump()));
  while (!office.progress.awaited(0)) std::this_thread::yield();  // nothing is read meanwhile
  office.progress.expire(office.monotonic.time + std::chrono::seconds{10});
  EXPECT_EQ(answered->wait().status, 504);
  EXPECT_EQ(ids(office.run(shown)["closed"]), "bob-w eve-w ");
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

}  // namespace
}  // namespace muster::api
