// Who sees what of the lists: departments, roles, tenants. Every route and role: rights_test.cc.
#include <gtest/gtest.h>

#include "tests/api/api_world.h"

namespace muster::api {
namespace {

using namespace stories;
using access::Role;

struct Departments : ApiWorld {
  Departments() : ApiWorld("12:00") {
    set_subject("ann", R"({"department":"north"})");
    set_subject("bob", R"({"department":"north/day","role":"supervisor"})");
    set_subject("eve", R"({"department":"northern"})");
    for (const char* subject : {"ann", "bob", "eve", "joe"}) {
      take_in({check_in(std::string(subject) + "-1", "worklog", at("08:00")).subject(subject),
               check_out(std::string(subject) + "-1", at("09:00")).subject(subject),
               check_in(std::string(subject) + "-2", "pass", at("11:30")).subject(subject)});
    }
  }
  void be(access::RoleSet roles, std::string_view subject, std::string_view department, std::string_view tenant = "default") {
    credentials.who = {Tenant{tenant}, roles, SubjectId{subject}, std::string(department), std::string(subject)};
  }
  std::string ids(std::string_view target) {
    std::string list;
    const nlohmann::json answer = json(target);
    for (const auto& item : answer["items"]) list += item["session_id"].get<std::string>() + " ";
    return list;
  }
};

TEST(Sight, ASupervisorSeesItsDepartmentAndItself) {
  Departments world;
  world.be({Role::supervisor}, "zoe", "north");
  EXPECT_EQ(world.ids("/v1/sessions"), "ann-1 bob-1 ann-2 bob-2 ");
  EXPECT_EQ(world.ids("/v1/sessions?status=active"), "ann-2 bob-2 ");
  EXPECT_EQ(world.json("/v1/sessions?count=true")["count"], 4);
  EXPECT_EQ(world.ids("/v1/sessions?subject=eve"), "");
  EXPECT_EQ(world.ids("/v1/reviews"), "bob-1 ann-1 ");
  EXPECT_EQ(world.json("/v1/stats")["items"][0]["count"], 2);
  EXPECT_EQ(world.get("/v1/sessions/eve-1").body, world.get("/v1/sessions/nobody").body);
  EXPECT_EQ(world.get("/v1/subjects/eve/hours").body, world.get("/v1/subjects/nobody/hours").body);
  EXPECT_EQ(world.code("/v1/hours"), "403 forbidden");
  EXPECT_EQ(world.code("/v1/occupancy"), "403 forbidden");
  world.be({Role::supervisor}, "eve", "north/day");
  EXPECT_EQ(world.ids("/v1/sessions"), "bob-1 eve-1 bob-2 eve-2 ");
  world.be({Role::supervisor}, "joe", "");
  EXPECT_EQ(world.ids("/v1/sessions"), "joe-1 joe-2 ");
}

TEST(Sight, AListEndsWhereWhatIsInSightEnds) {
  Departments world;
  for (const char* filter : {"status=active", "kind=pass", "role=user&kind=worklog"}) {
    world.be({Role::supervisor}, "zoe", "north");
    const std::string target = std::string("/v1/sessions?sort=-started_at&") + filter;
    const auto all = world.json(target)["items"].size();
    ASSERT_GT(all, 0u) << filter;
    const auto page = world.json(target + "&limit=" + std::to_string(all));
    EXPECT_EQ(page["items"].size(), all) << filter;
    if (std::string_view(filter) != "status=active") continue;
    EXPECT_TRUE(page["next_cursor"].is_null()) << "eve and joe are out of sight";
  }
  world.be({Role::supervisor}, "joe", "");
  EXPECT_TRUE(world.json("/v1/sessions?limit=2&sort=-started_at")["next_cursor"].is_null());
}

TEST(Sight, AFilterThatNobodyInSightMeetsIsAnEmptyList) {
  Departments world;
  world.set_subject("dee", R"({"department":"south"})");
  EXPECT_EQ(world.ids("/v1/sessions?department=nort"), "");
  EXPECT_EQ(world.ids("/v1/sessions?kind=visit"), "");
  world.be({Role::supervisor}, "zoe", "north/day");
  for (const char* department : {"south", "nowhere", "north/night"}) {
    EXPECT_EQ(world.ids(std::string("/v1/sessions?department=") + department), "") << department;
    EXPECT_EQ(world.json(std::string("/v1/subjects?department=") + department)["items"].size(), 0u) << department;
    EXPECT_EQ(world.json(std::string("/v1/reports/daily?department=") + department)["items"].size(), 0u) << department;
  }
}

TEST(Sight, AUserSeesItself) {
  Departments world;
  world.be({Role::user}, "ann", "north");
  EXPECT_EQ(world.code("/v1/sessions"), "403 forbidden");
  EXPECT_EQ(world.ids("/v1/subjects/ann/sessions"), "ann-1 ann-2 ");
  EXPECT_EQ(world.code("/v1/subjects/bob/sessions"), "404 not_found");
  EXPECT_EQ(world.get("/v1/sessions/ann-1").status, 200);
  EXPECT_EQ(world.code("/v1/sessions/bob-1"), "404 not_found");
  ASSERT_EQ(world.audit.entries.size(), 1u) << "a role's 403, not what is out of sight";
  EXPECT_EQ(world.audit.entries[0].target, "/v1/sessions");
  EXPECT_EQ(world.audit.entries[0].actor, "ann");
}

TEST(Sight, ListsByRoleAndDepartment) {
  Departments world;
  EXPECT_EQ(world.ids("/v1/sessions?department=north&status=active"), "ann-2 bob-2 ");
  EXPECT_EQ(world.ids("/v1/sessions?department=north%2Fday&status=completed"), "bob-1 ");
  EXPECT_EQ(world.ids("/v1/sessions?department=south"), "");
  EXPECT_EQ(world.ids("/v1/sessions?role=supervisor"), "bob-1 bob-2 ");
  EXPECT_EQ(world.ids("/v1/sessions?role=user&status=active"), "ann-2 eve-2 joe-2 ") << "who has none is a user";
  EXPECT_EQ(world.ids("/v1/sessions?role=user&department=north&limit=1"), "ann-1 ");
  EXPECT_EQ(world.json("/v1/sessions?department=north&count=true&limit=1")["count"], 4);
  EXPECT_EQ(world.code("/v1/sessions?role=boss"), "400 bad_parameter /role");
  EXPECT_EQ(world.code("/v1/sessions?department="), "400 bad_parameter /department");
  world.be({Role::supervisor}, "zoe", "north/day");
  EXPECT_EQ(world.ids("/v1/sessions?department=north"), "bob-1 bob-2 ");
}

TEST(Sight, ACursorIsGoodForWhomItWasGivenTo) {
  Departments world;
  world.be({Role::admin}, "boss", "");
  const std::string cursor = world.json("/v1/sessions?limit=1")["next_cursor"];
  EXPECT_EQ(world.get("/v1/sessions?cursor=" + cursor).status, 200);
  world.be({Role::admin}, "boss", "", "other");
  EXPECT_EQ(world.code("/v1/sessions?cursor=" + cursor), "400 bad_cursor /cursor");
  world.be({Role::admin}, "chief", "");
  EXPECT_EQ(world.code("/v1/sessions?cursor=" + cursor), "400 bad_cursor /cursor");
  world.be({Role::admin}, "", "");
  world.credentials.who.actor = "boss";
  EXPECT_EQ(world.code("/v1/sessions?cursor=" + cursor), "400 bad_cursor /cursor") << "a program is no person";
}

TEST(Sight, TenantsSeeNothingOfEachOther) {
  Departments world;
  world.be({Role::admin}, "boss", "", "other");
  EXPECT_EQ(world.ids("/v1/sessions"), "");
  EXPECT_EQ(world.json("/v1/sessions?count=true")["count"], 0);
  EXPECT_EQ(world.json("/v1/stats")["items"].size(), 0u);
  EXPECT_EQ(world.code("/v1/sessions/ann-1"), "404 not_found");
  EXPECT_EQ(world.json("/v1/occupancy")["items"].size(), 0u);
  EXPECT_EQ(world.json("/v1/subjects/ann/hours")["total_s"], 0.0);
}

}  // namespace
}  // namespace muster::api
